import { CollectError, type Readiness, type Rung, type RungContext } from '../../model/probe.ts';
import type { ExecOutcome } from '../../model/transport.ts';
import { jcmdCommand, writesInSafepoint } from '../jcmd/command.ts';
import { jcmdReadiness } from '../jcmd/rung.ts';
import { collectedOf, fullGc } from './attach.ts';
import { noteLine, noteMoment } from './note.ts';
import { walkPauseMs } from './pause.ts';

const timeoutMs = { live: 600_000, all: 120_000 } as const;
const maxBytes = 64 * 1024 * 1024;

const inWords = (outcome: ExecOutcome): string =>
  outcome.kind === 'exited' ? `exit code ${outcome.code}` : 'reason' in outcome ? outcome.reason : outcome.kind;

const precondition = async (context: RungContext): Promise<Readiness> => {
  const readiness = await jcmdReadiness(context);
  if (readiness !== 'usable' || context.transport.execToFile !== undefined) return readiness;
  const streams = await writesInSafepoint(context);
  return streams === undefined ? 'usable' : { refused: streams };
};

/** The JDK's own tool, when jdiag cannot speak to the JVM itself. */
export const jcmdHistogram = (live: boolean): Rung => {
  const cost = live ? 'full-gc' : 'safepoint';
  return {
    name: 'jcmd',
    cost,
    leaves: 'nothing',
    does: `run \`jcmd PID GC.class_histogram${live ? '' : ' -all'}\` as the user of the JVM`,
    ...(live ? { allow: fullGc } : { estimatedPauseMs: walkPauseMs }),
    precondition,
    collect: async (context) => {
      const { exec, execToFile } = context.transport;
      const words = ['GC.class_histogram', ...(live ? [] : ['-all'])];
      const limits = { signal: context.signal, timeoutMs: timeoutMs[live ? 'live' : 'all'], maxBytes };
      const jcmd = await jcmdCommand(context, limits.timeoutMs);
      const argv = [...jcmd, String(context.identity.pid), ...words];
      const { note } = await noteMoment(context);
      const startedAtMs = context.now();
      const { outcome, stdout, stderr, durationMs } = await (execToFile ?? exec)(argv, limits);
      const leaves = execToFile === undefined ? 'nothing' : 'temp-file';
      context.note({ startedAtMs, action: argv.join(' '), outcome: inWords(outcome), durationMs, cost, leaves });
      if (outcome.kind !== 'exited' || outcome.code !== 0)
        throw new CollectError('failed', `jcmd: ${inWords(outcome)}. ${stderr.trim().split('\n')[0] ?? ''}`.trim());
      return collectedOf(stdout, { head: noteLine(live, note), how: 'jcmd', cost, takenAtMs: startedAtMs });
    },
  };
};
