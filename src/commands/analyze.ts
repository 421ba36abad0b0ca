import { Args } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { judgeFlags } from '../flags.ts';
import { RequestError } from '../model/exit-code.ts';

export default class Analyze extends DiagnosisCommand {
  static override summary = 'Diagnose captured evidence of any kind. Never touches a running JVM.';
  static override examples = [
    { description: 'A capture', command: '<%= config.bin %> analyze capture.tgz' },
    { description: 'Everything in a folder', command: '<%= config.bin %> analyze evidence/' },
  ];
  static override strict = false;
  static override args = {
    path: Args.string({ ignoreStdin: true, required: true, description: 'a capture, a file, a directory, or -' }),
  };
  static override flags = judgeFlags;

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Analyze);
    const live = (argv as string[]).find((word) => word.startsWith('pid/'));
    if (live !== undefined) {
      throw new RequestError('bad-target', `analyze never touches a running JVM, and ${live} is one`, [
        `jdiag threads ${live} captures and diagnoses it`,
      ]);
    }
    await this.diagnose(argv as string[], flags, 'every');
  }
}
