import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';

export default class RulesTest extends BaseCommand {
  static override summary = 'Run the .test.yaml files beside rules.';
  static override examples = ['<%= config.bin %> rules test my-rules/ --captures captures/'];
  static override args = {
    folder: Args.string({ ignoreStdin: true, required: true, description: 'a folder of <topic>/<noun>.yaml files' }),
  };
  static override flags = {
    captures: Flags.string({ description: 'folder of the captures the cases name', helpValue: 'DIR' }),
  };

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(RulesTest);
    await this.checkOutputs(flags);
    const { testRules } = await import('../../app/rule-files.ts');
    await this.publish(await testRules(args.folder, flags.captures, this.stop), flags);
  }
}
