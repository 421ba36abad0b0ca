import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { clusterFlags, clusterScope } from '../flags/cluster.ts';
import { allowanceSet, collectFlags } from '../flags/collect.ts';

export default class Preflight extends BaseCommand {
  static override summary = 'Show which evidence could be had of a JVM, by which way, and what stands in the way.';
  static override description =
    `Looks only: files of /proc, one exec per container, access reviews of the cluster. Nothing is sent to the JVM.
Exit 3 when a target cannot be looked into, or when no way to a thread dump is open without a further yes.`;
  static override examples = [
    { description: 'A pod: ways and rights', command: '<%= config.bin %> preflight pod/appr-api -n shop' },
    {
      description: 'As somebody else of the on-call team',
      command: '<%= config.bin %> preflight deploy/appr-api --as eve',
    },
    { description: 'A local JVM', command: '<%= config.bin %> preflight pid/4711 --json' },
  ];
  static override strict = false;
  static override args = { target: Args.string({ ignoreStdin: true, description: 'pid/N, pod/NAME, deploy/NAME' }) };
  static override flags = {
    allow: collectFlags.allow,
    'max-pause': collectFlags['max-pause'],
    ...clusterFlags,
  };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Preflight);
    await this.checkOutputs(flags);
    const { preflight } = await import('../app/preflight/preflight.ts');
    const { settings } = await import('../app/settings.ts');
    const { context } = await settings();
    const targets = await this.targets(argv as string[], flags);
    const result = await preflight(targets, {
      allow: allowanceSet(flags.allow),
      maxPauseMs: flags['max-pause'],
      cluster: clusterScope(flags, context),
      signal: this.stop,
      progress: this.progress,
    });
    await this.publish(result, flags);
  }
}
