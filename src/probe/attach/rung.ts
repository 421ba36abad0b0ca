import type { Collected } from '../../model/capture.ts';
import { CollectError, type Rung, type RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { assessDump } from '../dump/assess.ts';
import { estimatedPauseMs } from '../dump/pause.ts';
import { openListener } from './open.ts';
import { canBuffer, readAnswer, requestV1, requestV2 } from './protocol.ts';
import { attachReadiness } from './safety.ts';

/** One request may wait for another tool's: the listener serves one at a time. -l walks the heap first. */
const answerTimeoutMs = 10_000;
const synchronizersTimeoutMs = 120_000;
/** Above this a dump is not looked at anyway: about 500,000 threads. */
const maxDumpBytes = 512 * 1024 * 1024;

const ask = async (
  context: RungContext,
  path: string,
  what: { readonly action: string; readonly cost: Rung['cost'] },
  request: Uint8Array,
): Promise<Uint8Array> => {
  const { transport, identity, note, signal } = context;
  if (transport.unixSocket === undefined) throw new CollectError('failed', `no UNIX sockets on ${transport.place}`);
  const timeoutMs = context.timeoutMs ?? (context.withSynchronizers ? synchronizersTimeoutMs : answerTimeoutMs);
  const as = { uid: identity.effectiveUid, gid: identity.effectiveGid };
  const startedAtMs = context.now();
  let outcome = 'failed';
  try {
    const bytes = await transport.unixSocket(path, request, as, { signal, timeoutMs, maxBytes: maxDumpBytes });
    outcome = `${bytes.length} bytes`;
    return bytes;
  } catch (error) {
    if (error instanceof TransportError) outcome = error.message;
    throw error;
  } finally {
    const durationMs = context.now() - startedAtMs;
    note({ startedAtMs, action: `attach: ${what.action}`, outcome, durationMs, cost: what.cost, leaves: 'nothing' });
  }
};

/**
 * From JDK 25 the VM writes the dump from inside the safepoint unless it is told to buffer: asked first, by the one
 * command that every older VM declines in a millisecond.
 */
const requestFor = async (context: RungContext, path: string): Promise<Uint8Array> => {
  const args = context.withSynchronizers ? ['-l'] : [];
  const version = await ask(
    context,
    path,
    { action: 'getversion', cost: 'none' },
    requestV1('getversion', ['options']),
  );
  return canBuffer(readAnswer(version)) ? requestV2('threaddump', args, 'streaming=0') : requestV1('threaddump', args);
};

const collect = async (context: RungContext): Promise<Collected> => {
  const path = await openListener(context);
  const request = await requestFor(context, path);
  const takenAtMs = context.now();
  const asking = ask(context, path, { action: 'threaddump', cost: 'safepoint' }, request);
  context.asked?.();
  const bytes = await asking;
  const answer = readAnswer(bytes);
  if (answer === undefined) throw new CollectError('failed', 'the JVM closed the attach connection without an answer');
  if (answer.status !== 0) {
    const text = new TextDecoder().decode(answer.body.subarray(0, 300)).trim();
    throw new CollectError('failed', `the JVM declined the thread dump (status ${answer.status}): ${text}`);
  }
  const problems = assessDump(answer.body);
  const outcome = problems.length === 0 ? 'ok' : 'partial';
  return {
    kind: 'thread-dump',
    ext: 'txt',
    how: 'attach',
    cost: 'safepoint',
    takenAtMs,
    outcome,
    bytes: answer.body,
    problems,
  };
};

/** The JVM's own attach socket, spoken to directly: the shortest pause, no second JVM. */
export const attach: Rung = {
  name: 'attach',
  cost: 'safepoint',
  leaves: 'nothing',
  does: 'ask `threaddump` over the attach socket of PID; without a socket yet: create .attach_pidPID, one SIGQUIT, remove the file',
  precondition: async (context) => {
    const { transport, identity } = context;
    if (transport.unixSocket === undefined)
      return {
        refused: transport.without?.unixSocket ?? `no UNIX sockets on ${transport.place}`,
        ...(transport.injectHelper === undefined ? {} : { need: 'one of them in the image, or --allow inject-helper' }),
      };
    const refused = transport.cannotActAs?.({ uid: identity.effectiveUid, gid: identity.effectiveGid });
    return refused === undefined ? attachReadiness(context) : { refused };
  },
  estimatedPauseMs: (context) => estimatedPauseMs(context, 'buffered'),
  collect,
};
