import { ClusterError } from '../model/pod-api.ts';

/** Lines of a server's message that are worth a person's time, on one line. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 500);

type StatusBody = { readonly kind?: unknown; readonly message?: unknown; readonly reason?: unknown };

/** Whether the API server itself said it, and not a proxy on the way; an upgrade that was lost on the way it complains of, too. */
export const isStatus = (body: string): boolean => {
  try {
    const { kind, message } = JSON.parse(body) as StatusBody;
    return kind === 'Status' && !/upgrade request required/i.test(String(message));
  } catch {
    return false;
  }
};

/** The `message` of a Kubernetes Status object, else the text itself. */
export const messageIn = (body: string): string => {
  try {
    const { kind, message, reason } = JSON.parse(body) as StatusBody;
    if (kind === 'Status') return oneLine(String(message ?? reason ?? 'no message'));
  } catch {
    // Not every proxy in between speaks JSON.
  }
  return oneLine(body.replace(/<[^>]{0,200}>/g, ' '));
};

const codes: Readonly<Record<number, ClusterError['code']>> = { 401: 'not-logged-in', 403: 'denied', 404: 'not-found' };

/** An answer that is not 2xx, in the words of the server. */
export const refusalError = (attempt: string, status: number, body: string): ClusterError => {
  const words = messageIn(body);
  const text = `cannot ${attempt}: ${words === '' ? `HTTP ${status}` : `${words} (HTTP ${status})`}`;
  return new ClusterError(codes[status] ?? 'failed', text, isStatus(body) ? undefined : status);
};

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the name of the server is not known',
  EAI_AGAIN: 'the name of the server could not be looked up',
  ETIMEDOUT: 'the server does not answer',
  EHOSTUNREACH: 'there is no route to the server',
  ENETUNREACH: 'the network is not reachable',
  EPIPE: 'the connection was closed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not the one of the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the authority of the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the authority of the kubeconfig',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by the authority of the kubeconfig',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/**
 * A failure of the network or of the client library. Only its code is used: the error objects of HTTP clients carry the
 * request, and with it the key of the client certificate.
 */
export const networkError = (attempt: string, server: string, error: unknown): ClusterError => {
  if (error instanceof ClusterError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const words = typeof code === 'string' ? (networkWords[code] ?? code) : 'the connection failed';
  return new ClusterError('unreachable', `cannot ${attempt}: ${server}: ${words}`);
};
