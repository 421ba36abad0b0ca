import { Args } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags } from '../flags/cluster.ts';
import { collectFlags } from '../flags/collect.ts';
import { judgeFlags } from '../flags/judge.ts';

export default class Threads extends DiagnosisCommand {
  static override summary = 'Diagnose the threads of a running JVM or of captured thread dumps.';
  static override description =
    `Prints the JVM, its thread families, the busiest stacks, the locks, then findings with evidence and fix, and
one verdict line, last. A live JVM is captured first; the capture stays for later and for colleagues.`;
  static override examples = [
    { description: 'A local JVM, three dumps two seconds apart', command: '<%= config.bin %> threads pid/4711' },
    { description: 'A dump somebody sent', command: '<%= config.bin %> threads dump.txt' },
    { description: 'Every pod of a deployment', command: '<%= config.bin %> threads deploy/appr-api -n shop' },
    { description: 'From a pipe', command: 'kubectl exec appr-api-1 -- jstack 1 | <%= config.bin %> threads -' },
    {
      description: 'For the incident channel',
      command: '<%= config.bin %> threads pid/4711 --dumps 5 --interval 5s -o markdown',
    },
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'pid/N, pod/NAME, deploy/NAME, a file, a directory, a .tgz or .zip, or - for stdin',
    }),
  };
  static override flags = { ...collectFlags, ...clusterFlags, ...judgeFlags };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Threads);
    await this.diagnose(argv as string[], flags, 'threads');
  }
}
