import type { Collected } from '../../model/capture.ts';
import { CollectError, type Readiness, type Rung, type RungContext } from '../../model/probe.ts';
import { statusFields } from '../../model/proc-text.ts';
import type { ExecOutcome } from '../../model/transport.ts';
import { attachReadiness } from '../attach/safety.ts';
import { assessDump } from '../dump/assess.ts';
import { estimatedPauseMs } from '../dump/pause.ts';
import { readText } from '../proc/read.ts';

/** jcmd is a JVM itself: its own 15 to 20 threads count like those of the patient. */
const wantedThreads = 64;
const timeoutMs = 20_000;
const maxBytes = 512 * 1024 * 1024;

/** jcmd beside the java that runs, else the one in PATH. */
const findJcmd = async ({ transport, identity, signal }: RungContext): Promise<string> => {
  const [java] = await transport.readLinks([`/proc/${identity.pid}/exe`], { signal });
  const beside = typeof java === 'string' ? java.replace(/(?:\/jre)?\/bin\/[^/]+$/, '/bin/jcmd') : '';
  if (!beside.endsWith('/bin/jcmd')) return 'jcmd';
  const about = await transport.stat(beside, { signal }).catch(() => undefined);
  return about?.kind === 'file' ? beside : 'jcmd';
};

/**
 * jcmd attaches as whoever runs it, and it is the one beside the JVM's own java: another user's program, which root must
 * never run. (JDK 8 also takes root for a stranger and prints a dump into its log.)
 */
const wrongUser = async (context: RungContext): Promise<string | undefined> => {
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

const precondition = async (context: RungContext): Promise<Readiness> => {
  const attached = context.previous.find((attempt) => attempt.rung === 'attach');
  if (attached?.status === 'failed') {
    return {
      refused: 'attaching was tried and failed: jcmd would do the same again, and a dump in the log is all it brings',
    };
  }
  const readiness = await attachReadiness(context, wantedThreads);
  if (readiness !== 'usable') return readiness;
  const refused = await wrongUser(context);
  return refused === undefined ? 'usable' : { refused };
};

const collect = async (context: RungContext): Promise<Collected> => {
  const argv = [
    await findJcmd(context),
    String(context.identity.pid),
    'Thread.print',
    ...(context.withSynchronizers ? ['-l'] : []),
  ];
  const startedAtMs = context.now();
  const result = await context.transport.exec(argv, { signal: context.signal, timeoutMs, maxBytes });
  const outcome = describeOutcome(result.outcome);
  const { durationMs, stdout } = result;
  context.note({ startedAtMs, action: argv.join(' '), outcome, durationMs, cost: 'safepoint', leaves: 'nothing' });
  if (result.outcome.kind !== 'exited' || result.outcome.code !== 0) {
    throw new CollectError('failed', `${argv[0]}: ${outcome}. ${result.stderr.trim().split('\n')[0] ?? ''}`.trim());
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
  precondition,
  estimatedPauseMs: (context) => estimatedPauseMs(context, 'written'),
  collect,
};
