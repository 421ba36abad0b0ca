import { BaseCommand } from '../base-command.ts';
import { clusterFlags, clusterScope } from '../flags/cluster.ts';

export default class Ps extends BaseCommand {
  static override summary = 'List the JVMs of this machine, or of the pods of a namespace. Costs them nothing.';
  static override description =
    `With any of -n, -A, -l or --context it looks into the running pods, one exec each, else into /proc of this machine.
CAN TAKE is what could be had of each just now (in brackets: with a yes first); preflight TARGET tells how, and why not.`;
  static override examples = [
    '<%= config.bin %> ps',
    '<%= config.bin %> ps -n shop',
    '<%= config.bin %> ps -l app=appr-api --json',
  ];
  static override flags = clusterFlags;

  protected async perform(): Promise<void> {
    const { flags } = await this.parse(Ps);
    await this.checkOutputs(flags);
    const { settings } = await import('../app/settings.ts');
    const { ps, psPods } = await import('../app/ps.ts');
    const { namespace, selector, context, kubeconfig } = flags;
    const inCluster =
      flags['all-namespaces'] || [namespace, selector, context, kubeconfig].some((flag) => flag !== undefined);
    const result = inCluster
      ? await psPods({
          cluster: clusterScope(flags, (await settings()).context),
          signal: this.stop,
          onNotice: this.notice,
          ...(selector === undefined ? {} : { selector }),
        })
      : await ps(this.stop);
    await this.publish(result, flags);
  }
}
