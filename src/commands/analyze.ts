import { Args } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { judgeFlags } from '../flags/judge.ts';

export default class Analyze extends DiagnosisCommand {
  static override summary = 'Diagnose captured evidence of any kind. Never touches a running JVM.';
  static override examples = [
    { description: 'A capture', command: '<%= config.bin %> analyze capture.tgz' },
    { description: 'Everything in a folder', command: '<%= config.bin %> analyze evidence/' },
    {
      description: 'A pod that is gone, as kubectl still tells of it',
      command: 'kubectl describe pod appr-api-1 | <%= config.bin %> analyze -',
    },
  ];
  static override strict = false;
  static override args = {
    path: Args.string({ ignoreStdin: true, required: true, description: 'a capture, a file, a directory, or -' }),
  };
  static override flags = judgeFlags;

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Analyze);
    await this.diagnose(argv as string[], flags, 'every');
  }
}
