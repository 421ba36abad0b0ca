import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';

export default class RulesLint extends BaseCommand {
  static override summary = 'Check rule files: every mistake with line and caret.';
  static override examples = ['<%= config.bin %> rules lint my-rules/'];
  static override args = {
    folder: Args.string({ ignoreStdin: true, required: true, description: 'a folder of <topic>/<noun>.yaml files' }),
  };

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(RulesLint);
    await this.checkOutputs(flags);
    const { lintRules } = await import('../../app/rule-files.ts');
    await this.publish(await lintRules(args.folder), flags);
  }
}
