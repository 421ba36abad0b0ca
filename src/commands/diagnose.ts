import { Args, Flags } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags } from '../flags/cluster.ts';
import { allowanceSet, collectFlags } from '../flags/collect.ts';
import { judgeFlags } from '../flags/judge.ts';
import { seriesFlags } from '../flags/series.ts';

/** Within three minutes: what a minute more and two pauses tell. */
const deepForMs = 60_000;
const deepDumps = 5;
const histogramGapMs = 20_000;

/** `--deep` asks for more of everything that was not asked for by number. */
const deeper = <
  F extends { readonly for?: number | undefined; readonly dumps: number; readonly allow?: string | undefined },
>(
  flags: F,
) => ({
  ...flags,
  for: flags.for ?? deepForMs,
  dumps: Math.max(deepDumps, flags.dumps),
  histograms: 2,
  'histogram-interval': histogramGapMs,
  live: allowanceSet(flags.allow).has('full-gc'),
});

export default class Diagnose extends DiagnosisCommand {
  static override summary = 'Collect everything harmless, judge it with every rule, and say what is wrong.';
  static override description =
    `Live: takes what costs the JVM nothing or a short safepoint (/proc, counters, thread dumps, log, what the cluster
says of the pod), keeps it as a capture, and judges it. Captured: the same on files. Prints what is wrong in a sentence,
the timeline, the findings with causes first, what could not be looked at, and the verdict as the last line.`;
  static override examples = [
    { description: 'A deployment that is slow', command: '<%= config.bin %> diagnose deploy/appr-api -n shop' },
    {
      description: 'Three minutes instead of fifteen seconds: collections over time, what grows on the heap',
      command: '<%= config.bin %> diagnose pod/appr-api --deep',
    },
    { description: 'A local JVM', command: '<%= config.bin %> diagnose pid/4711' },
    { description: 'What a colleague captured', command: '<%= config.bin %> diagnose sick.tgz' },
    {
      description: 'For the incident channel, in Korean, with the full report beside it',
      command: '<%= config.bin %> diagnose deploy/appr-api -o markdown --lang ko --report json=report.json',
    },
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'pid/N, pod/NAME, deploy/NAME, a capture, a file, a directory, or -',
    }),
  };
  static override flags = {
    ...collectFlags,
    ...seriesFlags,
    deep: Flags.boolean({
      description:
        'also what costs the JVM more: counters for a minute, five dumps, two class histograms (a pause each, by --max-pause; live ones with --allow full-gc)',
      helpGroup: 'COLLECTION',
    }),
    ...clusterFlags,
    ...judgeFlags,
  };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Diagnose);
    await this.diagnose(argv as string[], flags.deep ? deeper(flags) : flags, 'diagnose');
  }
}
