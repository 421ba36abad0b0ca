import type { Collected } from '../../model/capture.ts';
import { CollectError, type Readiness, type Rung, type RungContext } from '../../model/probe.ts';
import { statusFields } from '../../model/proc-text.ts';
import type { ExecOutcome, ExecResult } from '../../model/transport.ts';
import { attachReadiness } from '../attach/safety.ts';
import { assessDump } from '../dump/assess.ts';
import { estimatedPauseMs } from '../dump/pause.ts';
import { threadHeadroom } from '../headroom/limits.ts';
import { readText } from '../proc/read.ts';
import { jcmdCommand, secondJvmBytes, writesInSafepoint } from './command.ts';

/** jcmd is a JVM itself: its own 15 to 20 threads count like those of the patient. */
export const wantedThreads = 64;
const timeoutMs = 20_000;
const maxBytes = 512 * 1024 * 1024;

/**
 * jcmd attaches as whoever runs it, and it is the one beside the JVM's own java: another user's program, which root must
 * never run. (JDK 8 also takes root for a stranger and prints a dump into its log.)
 */
export const wrongUser = async (context: RungContext): Promise<string | undefined> => {
  const { transport, identity, signal } = context;
  const status = statusFields((await readText(transport, '/proc/self/status', signal)) ?? '');
  const uid = Number(status.get('Uid')?.split(/\s+/)[1] ?? Number.NaN);
  if (uid === identity.effectiveUid) return undefined;
  return `jcmd must run as the JVM's user, uid ${identity.effectiveUid}`;
};

const describeOutcome = (outcome: ExecOutcome): string => {
  if (outcome.kind === 'exited') return `exit code ${outcome.code}`;
  return 'reason' in outcome ? outcome.reason : outcome.kind;
};

/** JVMs complain on stderr and, before they start, on stdout. */
const complaintOf = ({ stderr, stdout }: ExecResult): string =>
  (stderr.trim() || new TextDecoder().decode(stdout.subarray(0, 300)).trim()).split('\n')[0] ?? '';

/** Whether a second JVM may start beside it, as its user, and attach. */
export const jcmdReadiness = async (context: RungContext): Promise<Readiness> => {
  const attached = context.previous.find(({ rung, status }) => rung.startsWith('attach') && status === 'failed');
  if (attached !== undefined) {
    return {
      refused: 'attaching was tried and failed: jcmd would do the same again, and a dump in the log is all it brings',
    };
  }
  const readiness = await attachReadiness(context, wantedThreads, context.transport.insideLimits ? secondJvmBytes : 0);
  if (readiness !== 'usable') return readiness;
  // Also with the listener up: the threads of jcmd itself are taken from those the container has left.
  const room = context.transport.insideLimits ? await threadHeadroom(context, wantedThreads) : 'usable';
  if (room !== 'usable') return room;
  const refused = await wrongUser(context);
  return refused === undefined ? 'usable' : { refused };
};

const collect = async (context: RungContext): Promise<Collected> => {
  const argv = [
    ...(await jcmdCommand(context, timeoutMs)),
    String(context.identity.pid),
    'Thread.print',
    ...(context.withSynchronizers ? ['-l'] : []),
  ];
  const { exec, execToFile } = context.transport;
  const streams = execToFile === undefined ? await writesInSafepoint(context) : undefined;
  if (streams !== undefined) throw new CollectError('failed', streams);
  const startedAtMs = context.now();
  const result = await (execToFile ?? exec)(argv, { signal: context.signal, timeoutMs, maxBytes });
  const outcome = describeOutcome(result.outcome);
  const { durationMs, stdout } = result;
  // Written to a file first, and removed: it lies there for as long as the command runs.
  const leaves = execToFile === undefined ? 'nothing' : 'temp-file';
  context.note({ startedAtMs, action: argv.join(' '), outcome, durationMs, cost: 'safepoint', leaves });
  if (result.outcome.kind !== 'exited' || result.outcome.code !== 0) {
    throw new CollectError('failed', `${argv[0]}: ${outcome}. ${complaintOf(result)}`.trim());
  }
  const problems = assessDump(stdout);
  if (problems.length > 0 && stdout.length < 4096) {
    throw new CollectError(
      'failed',
      `${argv[0]} printed no thread dump: ${new TextDecoder().decode(stdout.subarray(0, 300)).trim()}`,
    );
  }
  return {
    kind: 'thread-dump',
    ext: 'txt',
    how: 'jcmd',
    cost: 'safepoint',
    takenAtMs: startedAtMs,
    outcome: problems.length === 0 ? 'ok' : 'partial',
    bytes: stdout,
    problems,
  };
};

/** The JDK's own tool, when jdiag cannot speak to the JVM itself: a second JVM starts beside it. */
export const jcmd: Rung = {
  name: 'jcmd',
  cost: 'safepoint',
  leaves: 'nothing',
  does: 'run `jcmd PID Thread.print` as the user of the JVM (in a pod into a file of /tmp, copied and removed)',
  precondition: jcmdReadiness,
  estimatedPauseMs: (context) => estimatedPauseMs(context, 'written'),
  collect,
};
