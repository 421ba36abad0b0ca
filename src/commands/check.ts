import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';

export default class Check extends BaseCommand {
  static override summary = 'Run every rule on captures and compare with the expect.yaml beside each.';
  static override description =
    'For CI: exit 0 when each capture fires exactly the rules it should, 1 with a diff when not. With --fail-on what nobody expects counts from that severity on, and captures need no expect.yaml.';
  static override examples = [
    '<%= config.bin %> check fixtures/captures',
    {
      description: 'In CI',
      command: '<%= config.bin %> check fixtures/captures -o github --report junit=jdiag.xml --report json=jdiag.json',
    },
    {
      description: 'Captures of last night, without expectations; what is known is accepted until a date',
      command: '<%= config.bin %> check nightly/ --fail-on warning --baseline accepted.yaml',
    },
  ];
  static override strict = false;
  static override args = {
    path: Args.string({ ignoreStdin: true, required: true, description: 'a capture folder, or a folder of captures' }),
  };

  static override flags = {
    'fail-on': Flags.option({ options: ['critical', 'warning', 'info', 'never'] as const })({
      description: 'firings that no expect.yaml expects fail from this severity on; none is needed then',
    }),
    baseline: Flags.string({
      description: 'firings this file names are accepted where expect.yaml has none',
      helpValue: 'FILE',
    }),
  };

  protected override readonly furtherFormats = ['junit', 'github'] as const;

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Check);
    await this.checkOutputs(flags);
    const { check } = await import('../app/check.ts');
    const result = await check(argv as string[], {
      signal: this.stop,
      progress: this.progress,
      lang: flags.lang,
      ...(flags['fail-on'] === undefined ? {} : { failOn: flags['fail-on'] }),
      ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    });
    await this.publish(result, flags);
  }
}
