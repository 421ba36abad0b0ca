import { DiagnosisCommand } from '../diagnosis-command.ts';

export default class Demo extends DiagnosisCommand {
  static override summary = 'Diagnose two embedded captures: a client leak and a pool deadlock. No cluster, no Java.';
  static override examples = ['<%= config.bin %> demo', '<%= config.bin %> demo -o markdown --lang ko'];

  protected async perform(): Promise<void> {
    const { flags } = await this.parse(Demo);
    const { demoCaptures } = await import('../app/demo.ts');
    await this.diagnose(demoCaptures(), { ...flags, 'fail-on': 'never' }, 'every');
  }
}
