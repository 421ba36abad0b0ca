import type { Cost } from '../../model/capture.ts';
import { CollectError, type RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { canBuffer, readAnswer, requestV1, requestV2 } from './protocol.ts';

export type AskOptions = {
  /** What the journal calls it. */
  readonly action: string;
  readonly cost: Cost;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Told when the JVM was asked and its answer is awaited. */
  readonly asked?: () => void;
};

/** One request to the JVM's own socket, written down in the journal. Throws CollectError, TransportError. */
export const askListener = async (
  context: RungContext,
  listener: string,
  request: Uint8Array,
  { action, cost, timeoutMs, maxBytes }: AskOptions,
): Promise<Uint8Array> => {
  const { transport, identity, note, signal } = context;
  if (transport.unixSocket === undefined) throw new CollectError('failed', `no UNIX sockets on ${transport.place}`);
  const as = { uid: identity.effectiveUid, gid: identity.effectiveGid };
  const startedAtMs = context.now();
  let outcome = 'failed';
  try {
    const bytes = await transport.unixSocket(listener, request, as, { signal, timeoutMs, maxBytes });
    outcome = `${bytes.length} bytes`;
    return bytes;
  } catch (error) {
    if (error instanceof TransportError) outcome = error.message;
    throw error;
  } finally {
    const durationMs = context.now() - startedAtMs;
    note({ startedAtMs, action: `attach: ${action}`, outcome, durationMs, cost, leaves: 'nothing' });
  }
};

/**
 * The answer to a command whose output the VM writes inside the safepoint: from JDK 25 it is told to buffer that, which every
 * older VM does anyway. Which it is tells one command that every older one declines in a millisecond. Throws CollectError when the JVM declines, TransportError.
 */
export const askBuffered = async (
  context: RungContext,
  listener: string,
  command: string,
  args: readonly string[],
  options: AskOptions,
): Promise<Uint8Array> => {
  const asVersion = { ...options, action: 'getversion', cost: 'none' } as const;
  const version = await askListener(context, listener, requestV1('getversion', ['options']), asVersion);
  const request = canBuffer(readAnswer(version)) ? requestV2(command, args, 'streaming=0') : requestV1(command, args);
  const asking = askListener(context, listener, request, options);
  options.asked?.();
  const answer = readAnswer(await asking);
  if (answer === undefined) throw new CollectError('failed', 'the JVM closed the attach connection without an answer');
  if (answer.status === 0) return answer.body;
  const text = new TextDecoder().decode(answer.body.subarray(0, 300)).trim();
  throw new CollectError('failed', `the JVM declined ${command} (status ${answer.status}): ${text}`);
};
