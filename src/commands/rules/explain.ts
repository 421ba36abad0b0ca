import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';

export default class RulesExplain extends BaseCommand {
  static override summary = 'Explain a rule: when it fires, why it matters, how to confirm it by hand.';
  static override examples = ['<%= config.bin %> rules explain threads/deadlock'];
  static override args = {
    id: Args.string({ ignoreStdin: true, required: true, description: 'a rule id: threads/deadlock' }),
  };

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(RulesExplain);
    await this.checkOutputs(flags);
    const { explainRule } = await import('../../app/rules.ts');
    await this.publish(explainRule(args.id, flags.lang), flags);
  }
}
