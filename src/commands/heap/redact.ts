import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';

export default class HeapRedact extends BaseCommand {
  static override summary = 'Blank the contents of a heap dump, so that it can be shared.';
  static override description =
    `Zeroes every primitive array: the characters of strings, buffers, keys, documents. Classes, objects, references, names and
lengths stay, so the redacted dump gives the same analysis. Numbers in fields of objects stay, too. .gz in and out.`;
  static override examples = [
    { description: 'Before it leaves the house', command: '<%= config.bin %> heap redact f.hprof f-redacted.hprof.gz' },
  ];
  static override args = {
    input: Args.string({ required: true, ignoreStdin: true, description: 'heap dump, .hprof or .hprof.gz' }),
    output: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'file to write; compressed when it ends in .gz',
    }),
  };

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(HeapRedact);
    const { checkFilePath } = await import('../../app/output-paths.ts');
    const { heapRedact } = await import('../../app/heap-redact.ts');
    await this.checkOutputs(flags);
    await checkFilePath(args.output);
    await this.publish(
      await heapRedact(args.input, args.output, { signal: this.stop, progress: this.progress }),
      flags,
    );
  }
}
