import { BaseCommand } from '../base-command.ts';

export default class Ps extends BaseCommand {
  static override summary = 'List the JVMs of this machine. Reads /proc only; costs them nothing.';
  static override examples = ['<%= config.bin %> ps', '<%= config.bin %> ps --json'];

  protected async perform(): Promise<void> {
    const { flags } = await this.parse(Ps);
    await this.checkOutputs(flags);
    const { ps } = await import('../app/ps.ts');
    await this.publish(await ps(this.stop), flags);
  }
}
