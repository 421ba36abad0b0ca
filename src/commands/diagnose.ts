import { Args } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags, collectFlags, judgeFlags, seriesFlags } from '../flags.ts';

export default class Diagnose extends DiagnosisCommand {
  static override summary = 'Collect everything harmless, judge it with every rule, and say what is wrong.';
  static override description =
    `Live: takes what costs the JVM nothing or a short safepoint (/proc, counters, thread dumps, log, what the cluster
says of the pod), keeps it as a capture, and judges it. Captured: the same on files. Prints what is wrong in a sentence,
the timeline, the findings with causes first, what could not be looked at, and the verdict as the last line.`;
  static override examples = [
    { description: 'A deployment that is slow', command: '<%= config.bin %> diagnose deploy/appr-api -n shop' },
    { description: 'A local JVM', command: '<%= config.bin %> diagnose pid/4711' },
    {
      description: 'With a minute of its counters: what takes time to tell is told, too',
      command: '<%= config.bin %> diagnose pod/appr-api --for 60s',
    },
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
  static override flags = { ...collectFlags, ...seriesFlags, ...clusterFlags, ...judgeFlags };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Diagnose);
    await this.diagnose(argv as string[], flags, 'diagnose');
  }
}
