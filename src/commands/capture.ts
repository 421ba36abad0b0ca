import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { clusterFlags, clusterScope, collectFlags } from '../flags.ts';
import type { Allowance } from '../model/capture.ts';

export default class Capture extends BaseCommand {
  static override summary = 'Collect evidence from running JVMs into a capture, without judging it.';
  static override description =
    `A capture is a folder (or .tgz) of redacted raw evidence with a manifest. It can be analysed anywhere, any time.`;
  static override examples = [
    { description: 'Into a file to send', command: '<%= config.bin %> capture pid/4711 --output-file sick.tgz' },
    { description: 'Then, elsewhere', command: '<%= config.bin %> analyze sick.tgz' },
  ];
  static override strict = false;
  static override args = { target: Args.string({ ignoreStdin: true, description: 'pid/N, pod/NAME, deploy/NAME' }) };
  static override flags = { ...collectFlags, ...clusterFlags };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Capture);
    const { capture, checkCapturePath } = await import('../app/capture.ts');
    const { settings } = await import('../app/settings.ts');
    const { 'output-file': outputFile, ...output } = flags;
    await this.checkOutputs(output);
    if (outputFile !== undefined) await checkCapturePath(outputFile);
    const result = await capture(argv as string[], {
      dumps: flags.dumps,
      intervalMs: flags.interval,
      allow: new Set((flags.allow ?? '').split(',').filter((word) => word !== '') as Allowance[]),
      maxPauseMs: flags['max-pause'],
      cluster: clusterScope(flags, (await settings()).context),
      ...(flags.selector === undefined ? {} : { selector: flags.selector }),
      signal: this.stop,
      progress: this.progress,
      notice: this.notice,
      ...(outputFile === undefined ? {} : { outputFile }),
    });
    await this.publish(result, output);
  }
}
