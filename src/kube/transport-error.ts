import { ClusterError } from '../model/pod-api.ts';
import { TransportError } from '../model/transport.ts';

const codes = { denied: 'denied', aborted: 'aborted', 'timed-out': 'timed-out', 'not-found': 'gone' } as const;

/** What the cluster refused, as a place refuses it; any other error as it is. */
export const transportErrorOf = (error: unknown): unknown =>
  error instanceof ClusterError
    ? new TransportError(codes[error.code as keyof typeof codes] ?? 'failed', error.message)
    : error;

/** Runs it; what the cluster refuses is thrown as TransportError. */
export const asTransport = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw transportErrorOf(error);
  }
};
