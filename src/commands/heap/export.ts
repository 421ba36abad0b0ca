import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';

export default class HeapExport extends BaseCommand {
  static override summary = 'Write a heap dump, or a part of it, as a .heapsnapshot for Chrome DevTools and VS Code.';
  static override description =
    'Field names, classes and sizes are kept; texts of strings and contents of arrays of numbers are left out.';
  static override examples = [
    {
      description: 'The largest objects with all they keep',
      command: '<%= config.bin %> heap export app.hprof --top 20',
    },
    {
      description: 'One object of the report',
      command: '<%= config.bin %> heap export app.hprof --subtree 0x7f921e1ee540 --output-file cache.heapsnapshot',
    },
  ];
  static override args = {
    file: Args.string({ ignoreStdin: true, required: true, description: 'a heap dump: .hprof, .hprof.gz' }),
  };
  static override flags = {
    format: Flags.option({ options: ['heapsnapshot'] as const, default: 'heapsnapshot' })({
      description: 'what to write',
    }),
    subtree: Flags.string({
      description: 'only the object at this address and what it keeps',
      helpValue: '0xADDRESS',
      exclusive: ['top'],
    }),
    top: Flags.integer({ description: 'only the N largest objects and what they keep', min: 1, helpValue: 'N' }),
  };

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(HeapExport);
    const { exportHeap } = await import('../../app/heap/export-command.ts');
    const { 'output-file': output, ...rest } = flags;
    const result = await exportHeap(args.file, {
      output: output ?? `${args.file.replace(/(?:\.hprof)?(?:\.gz)?$/, '')}.heapsnapshot`,
      ...(flags.subtree === undefined ? {} : { subtree: flags.subtree }),
      ...(flags.top === undefined ? {} : { top: flags.top }),
      signal: this.stop,
      progress: this.progress,
    });
    await this.publish(result, rest);
  }
}
