import { CollectError, type Probe, type Readiness, type Rung, type RungContext } from '../../model/probe.ts';
import { secondJvm } from '../headroom/memory.ts';
import { secondJvmBytes, toolCommand } from '../jcmd/command.ts';
import { wantedThreads, wrongUser } from '../jcmd/rung.ts';
import { locatePerfFile } from '../perf/locate.ts';

type Samples = { readonly intervalMs: number; readonly count: number };

/** It prints until it has printed so many: where no end is given, a minute's worth or so. */
const mostSamples = 60;
/** To start, and to print the first line. */
const spareMs = 20_000;

/** jstat reads the same file: it helps only where java is the one program that can open it. */
const precondition = async (context: RungContext): Promise<Readiness> => {
  const { transport } = context;
  const file = await locatePerfFile(context);
  if (!('missing' in file)) return { refused: 'not needed: the file of its counters can be read', unneeded: true };
  if (transport.nearlyBlind === undefined)
    return { refused: `jstat would read the same file: ${file.missing}`, unneeded: true };
  const refused = await wrongUser(context);
  return refused === undefined ? secondJvm(context, wantedThreads, secondJvmBytes) : { refused };
};

const jstat = ({ intervalMs, count }: Samples): Rung => ({
  name: 'jstat',
  cost: 'none',
  leaves: 'nothing',
  does: 'run `jstat -gc` of the image (java -m jdk.jcmd/...) where nothing but java can be run: a second JVM inside its limits',
  precondition,
  collect: async (context) => {
    const times = Math.min(count, mostSamples);
    const timeoutMs = intervalMs * times + spareMs;
    const words = ['-gc', '-t', String(context.identity.pid), `${intervalMs}ms`, String(times)];
    const argv = [...toolCommand(context, 'sun.tools.jstat.Jstat', timeoutMs), ...words];
    const startedAtMs = context.now();
    const { outcome, stdout, stderr, durationMs } = await context.transport.exec(argv, {
      signal: context.signal,
      timeoutMs,
    });
    const code = outcome.kind === 'exited' ? outcome.code : undefined;
    const ended = code === undefined ? outcome.kind : `exit code ${code}`;
    context.note({
      startedAtMs,
      action: argv.join(' '),
      outcome: ended,
      durationMs,
      cost: 'none',
      leaves: 'nothing',
    });
    const lines = new TextDecoder()
      .decode(stdout)
      .split('\n')
      .filter((line) => /^\s*[\d.]/.test(line)).length;
    if (lines === 0)
      throw new CollectError('failed', `jstat: ${ended}. ${stderr.trim().split('\n')[0] ?? ''}`.trim().slice(0, 300));
    return {
      kind: 'gc-counters',
      ext: 'txt',
      how: 'jstat',
      cost: 'none',
      takenAtMs: startedAtMs,
      outcome: lines >= times ? 'ok' : 'partial',
      bytes: stdout,
      problems: lines >= times ? [] : [`${lines} of ${times} lines came: ${ended}`],
    };
  },
});

/** The counters by the JDK's own tool. */
export const jstatProbe = (samples: Samples): Probe => ({
  kind: 'gc-counters',
  title: 'Counters over time, where java alone can read them',
  rungs: [jstat(samples)],
});
