import { BaseCommand } from '../../base-command.ts';

export default class RulesList extends BaseCommand {
  static override summary = 'List the rules: what jdiag recognises.';
  static override examples = ['<%= config.bin %> rules list', '<%= config.bin %> rules list --json'];

  protected async perform(): Promise<void> {
    const { flags } = await this.parse(RulesList);
    await this.checkOutputs(flags);
    const { listRules } = await import('../../app/rules.ts');
    await this.publish(listRules(flags.lang), flags);
  }
}
