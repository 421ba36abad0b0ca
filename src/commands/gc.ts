import { Args } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags, gcFlags, judgeFlags } from '../flags.ts';

export default class Gc extends DiagnosisCommand {
  static override summary = 'Diagnose the garbage collection of a running JVM, of a GC log or of text of jstat.';
  static override description =
    `Prints the heap, the collections by cause and what is left after them, then findings with evidence and fix, and one
verdict line, last. Counters are read from outside: no pause, no agent, no second JVM.`;
  static override examples = [
    { description: 'A pod, for a minute', command: '<%= config.bin %> gc pod/appr-api --for 60s' },
    { description: 'A live screen of all replicas', command: '<%= config.bin %> gc deploy/appr-api --watch' },
    {
      description: "jstat's own columns, without jstat",
      command: '<%= config.bin %> gc pid/4711 --columns gcutil --count 10 --interval 1s',
    },
    { description: 'A GC log, rotated ones too', command: '<%= config.bin %> gc gc.log gc.log.0 gc.log.1' },
    { description: 'What somebody pasted of jstat', command: 'pbpaste | <%= config.bin %> gc -' },
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'pid/N, pod/NAME, deploy/NAME, a GC log, text of jstat, a capture, or - for stdin',
    }),
  };
  static override flags = { ...gcFlags, ...clusterFlags, ...judgeFlags };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Gc);
    const { interval, ...others } = flags;
    await this.diagnose(argv as string[], { ...others, 'sample-interval': interval }, 'gc');
  }
}
