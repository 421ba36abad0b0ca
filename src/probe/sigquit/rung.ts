import { setTimeout as delay } from 'node:timers/promises';
import type { Collected } from '../../model/capture.ts';
import { CollectError, type Rung, type RungContext } from '../../model/probe.ts';
import { cannotAnswer, quitWouldKill } from '../attach/safety.ts';
import { estimatedPauseMs } from '../dump/pause.ts';
import { findStream } from '../proc/stream.ts';
import { logFollower, whyNotInLog } from './container-log.ts';
import { type CutDump, cutDump } from './cut.ts';

/** Without another byte for so long the dump is over, or never comes. */
const silenceMs = 10_000;
const silenceOf = (context: RungContext): number => context.timeoutMs ?? silenceMs;
/** The heap summary can be switched off (-XX:-PrintHeapAtSIGBREAK): silence after the last thread is an end, too. */
const quietEndMs = 300;
const pollMs = 25;
/** A dump among what the application logged meanwhile. */
const maxBytes = 512 * 1024 * 1024;

type Log = { readonly path: string; readonly file: string; readonly sizeBytes: number };

/** Reads on from where the log ended before the signal, until the dump is whole or nothing more comes. */
const followDump = async (context: RungContext, log: Log): Promise<CutDump | undefined> => {
  const { transport, signal } = context;
  const silenceLimitMs = silenceOf(context);
  let size = log.sizeBytes;
  let grownAt = performance.now();
  let dump: CutDump | undefined;
  for (;;) {
    await delay(pollMs, undefined, { signal });
    const now = performance.now();
    const about = await transport.stat(log.path, { signal });
    if (about.sizeBytes < size) {
      throw new CollectError('failed', `${log.file} was cut off while the dump was written to it (log rotation?)`);
    }
    if (about.sizeBytes > size) {
      size = about.sizeBytes;
      grownAt = now;
      dump = cutDump(await transport.readFile(log.path, { signal, fromByte: log.sizeBytes, maxBytes }));
      if (dump?.end === 'heap') return dump;
    }
    const silence = now - grownAt;
    if (silence > silenceLimitMs || (dump?.end === 'threads' && silence > quietEndMs)) return dump;
  }
};

const collect = async (context: RungContext): Promise<Collected> => {
  const { transport, identity, note } = context;
  const log = await findStream(context, 1);
  const notInLog = 'unreadable' in log ? await whyNotInLog(context) : undefined;
  if ('unreadable' in log && notInLog !== undefined) throw new CollectError('failed', log.unreadable);
  const file = 'unreadable' in log ? 'the log of the container' : log.file;
  if (transport.signal === undefined) throw new CollectError('failed', `no signals can be sent on ${transport.place}`);
  // Looked at again in the last moment: to any other program the signal is deadly.
  const deadly = await quitWouldKill(context);
  if (deadly !== undefined) throw new CollectError('failed', deadly);
  const follow = 'unreadable' in log ? await logFollower(context, silenceOf(context)) : () => followDump(context, log);
  const startedAtMs = context.now();
  let outcome = 'no dump';
  try {
    await transport.signal(identity.pid, 'SIGQUIT');
    const dump = await follow();
    if (dump === undefined) {
      throw new CollectError(
        'failed',
        `no thread dump appeared in ${file} within ${silenceOf(context) / 1000} s; not tried again`,
      );
    }
    outcome = `${dump.bytes.length} bytes in ${file}`;
    return {
      kind: 'thread-dump',
      ext: 'txt',
      how: 'sigquit',
      cost: 'safepoint',
      takenAtMs: startedAtMs,
      outcome: dump.end === 'cut' ? 'partial' : 'ok',
      bytes: dump.bytes,
      problems:
        dump.end === 'cut'
          ? [`the dump in ${file} has no end: nothing more came for ${silenceOf(context) / 1000} s`]
          : [],
    };
  } finally {
    const durationMs = context.now() - startedAtMs;
    const action = `SIGQUIT to pid ${identity.pid}`;
    note({ startedAtMs, action, outcome, durationMs, cost: 'safepoint', leaves: 'log-output' });
  }
};

/** The JVM prints a dump to its own stdout: no new thread is needed, so it works at the process limit. */
export const sigquit: Rung = {
  name: 'sigquit',
  cost: 'safepoint',
  leaves: 'log-output',
  does: 'send SIGQUIT to PID, cut the dump out of its stdout (in a pod: the log of the container)',
  allow: { name: 'app-log', consequence: "it prints the thread dump into the application's stdout" },
  precondition: async (context) => {
    if (context.transport.signal === undefined)
      return { refused: context.transport.without?.signal ?? `no signals can be sent on ${context.transport.place}` };
    const reason = (await cannotAnswer(context)) ?? (await quitWouldKill(context));
    if (reason !== undefined) return { refused: reason };
    const stdout = await findStream(context, 1);
    if (!('unreadable' in stdout)) return 'usable';
    if (context.transport.markLog === undefined) return { refused: stdout.unreadable };
    const notInLog = await whyNotInLog(context);
    return notInLog === undefined ? 'usable' : { refused: `${stdout.unreadable}; ${notInLog}` };
  },
  estimatedPauseMs: (context) => estimatedPauseMs(context, 'written'),
  collect,
};
