import type { Collected } from '../../model/capture.ts';
import type { Rung, RungContext } from '../../model/probe.ts';
import { assessDump } from '../dump/assess.ts';
import { estimatedPauseMs } from '../dump/pause.ts';
import { askBuffered } from './ask.ts';
import { openListener } from './open.ts';
import { attachReadiness } from './safety.ts';

/** One request may wait for another tool's: the listener serves one at a time. -l walks the heap first. */
const answerTimeoutMs = 10_000;
const synchronizersTimeoutMs = 120_000;
/** Above this a dump is not looked at anyway: about 500,000 threads. */
const maxDumpBytes = 512 * 1024 * 1024;

const collect = async (context: RungContext): Promise<Collected> => {
  const listener = await openListener(context);
  const timeoutMs = context.timeoutMs ?? (context.withSynchronizers ? synchronizersTimeoutMs : answerTimeoutMs);
  let takenAtMs = context.now();
  const asked = (): void => {
    takenAtMs = context.now();
    context.asked?.();
  };
  const options = { action: 'threaddump', cost: 'safepoint', timeoutMs, maxBytes: maxDumpBytes, asked } as const;
  const bytes = await askBuffered(context, listener, 'threaddump', context.withSynchronizers ? ['-l'] : [], options);
  const problems = assessDump(bytes);
  const outcome = problems.length === 0 ? 'ok' : 'partial';
  return { kind: 'thread-dump', ext: 'txt', how: 'attach', cost: 'safepoint', takenAtMs, outcome, bytes, problems };
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
