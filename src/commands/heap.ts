import { Args } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags, collectFlags, histogramFlags, judgeFlags } from '../flags.ts';

export default class Heap extends DiagnosisCommand {
  static override summary = 'Say what fills the heap of a running JVM, or of captured histograms.';
  static override description =
    `Prints the largest classes and what grew, then findings with evidence and fix, and one verdict line, last.`;
  static override examples = [
    {
      description: 'Two class histograms of a pod and their difference',
      command: '<%= config.bin %> heap pod/appr-api-1',
    },
    {
      description: 'Does anything only grow? Three of what is reachable, a minute apart',
      command: '<%= config.bin %> heap pod/appr-api-1 --live --allow full-gc --histograms 3 --interval 60s',
    },
    { description: 'Histograms somebody sent, oldest first', command: '<%= config.bin %> heap before.txt after.txt' },
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'pid/N, pod/NAME, deploy/NAME, a file, a directory, a .tgz, or - for stdin',
    }),
  };
  static override flags = {
    ...histogramFlags,
    allow: collectFlags.allow,
    'max-pause': collectFlags['max-pause'],
    ...clusterFlags,
    ...judgeFlags,
  };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Heap);
    await this.diagnose(argv as string[], flags, 'heap');
  }
}
