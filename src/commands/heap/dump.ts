import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { clusterFlags, clusterScope } from '../../flags/cluster.ts';
import { collectFlags } from '../../flags/collect.ts';
import type { Allowance } from '../../model/capture.ts';
import { RequestError } from '../../model/exit-code.ts';
import { isLive } from '../../model/target.ts';

export default class HeapDump extends BaseCommand {
  static override summary = 'Take a heap dump of a running JVM, safely.';
  static override description =
    `Shows first what it would do (pause, probes, disk, memory, replicas), then asks; off a terminal it needs --allow stops-jvm.
The JVM writes the file where there is room, compressed where its JDK can; it is copied in proved pieces, checked to its end
and removed from the target, also after Ctrl-C. When it cannot be copied it stays there, and you are told how to fetch and delete it. A heap dump holds every secret of the application: it is written 0600.`;
  static override examples = [
    {
      description: 'What would happen; nothing is done',
      command: '<%= config.bin %> heap dump pod/appr-api-1 --output-file f.hprof',
    },
    {
      description: 'Do it',
      command: '<%= config.bin %> heap dump pod/appr-api-1 --output-file f.hprof --allow stops-jvm',
    },
    {
      description: 'Only what is reachable: a smaller file, a full collection first',
      command: '<%= config.bin %> heap dump pid/4711 --live --output-file f.hprof --allow stops-jvm,full-gc',
    },
    { description: 'Then', command: '<%= config.bin %> heap f.hprof' },
  ];
  static override args = {
    target: Args.string({ required: true, ignoreStdin: true, description: 'pid/N or pod/NAME' }),
  };
  static override flags = {
    'output-file': Flags.string({
      required: true,
      description: 'the heap dump; with .gz at the end it stays compressed',
      helpValue: 'f.hprof',
    }),
    live: Flags.boolean({ description: 'only what is reachable, after a full collection' }),
    gzip: Flags.boolean({ allowNo: true, description: 'let the JVM compress it (JDK 15+); in a pod it does' }),
    folder: Flags.string({ description: "folder of the JVM's own file system to write to", helpValue: '/dumps' }),
    force: Flags.boolean({ description: 'go on where the table says STOP' }),
    allow: collectFlags.allow,
    ...clusterFlags,
  };

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(HeapDump);
    const { resolveTargets } = await import('../../target/resolve.ts');
    const { checkFilePath } = await import('../../app/output-paths.ts');
    const { heapDump } = await import('../../app/heap-dump.ts');
    const { settings } = await import('../../app/settings.ts');
    const { context } = await settings();
    const { 'output-file': outputFile, ...output } = flags;
    await this.checkOutputs(output);
    await checkFilePath(outputFile);
    const [target] = resolveTargets([args.target], process.env, flags.selector);
    if (target === undefined || !isLive(target))
      throw new RequestError('bad-target', `${args.target} is no running JVM`, [
        'give pid/N or pod/NAME',
        'jdiag ps lists the JVMs of this machine',
      ]);
    const ask = process.stdin.isTTY && process.stderr.isTTY ? (await import('../../pick.ts')).askAllowance : undefined;
    const result = await heapDump(target, {
      outputFile,
      live: flags.live,
      gzip: flags.gzip,
      force: flags.force,
      allow: new Set((flags.allow ?? '').split(',').filter((word) => word !== '') as Allowance[]),
      cluster: clusterScope(flags, context),
      signal: this.stop,
      progress: this.progress,
      ...(flags.folder === undefined ? {} : { folder: flags.folder }),
      ...(ask === undefined ? {} : { ask }),
    });
    await this.publish(result, output);
  }
}
