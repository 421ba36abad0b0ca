import { Args } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags } from '../flags/cluster.ts';
import { collectFlags } from '../flags/collect.ts';
import { judgeFlags } from '../flags/judge.ts';

export default class Compare extends DiagnosisCommand {
  static override summary = 'Say what changed between two captures, files or running JVMs.';
  static override description =
    `Before and after a fix, a sick replica and a healthy one: findings that came, went and stayed, threads, heap and the
classes and ways to GC roots that grew. A finding counts as gone only where its rule could decide. Exit 1 when something
at or above --fail-on came.`;
  static override examples = [
    { description: 'Did the fix help?', command: '<%= config.bin %> compare before.tgz after.tgz' },
    {
      description: 'What is different about the sick one?',
      command: '<%= config.bin %> compare pod/appr-api-1 pod/appr-api-2',
    },
    {
      description: 'The load test before and after, for the ticket',
      command: '<%= config.bin %> compare before.tgz after.tgz -o markdown --output-file compare.md',
    },
    {
      description: 'Two heap dumps: what grew, and what keeps it',
      command: '<%= config.bin %> compare monday.hprof friday.hprof',
    },
  ];
  static override args = {
    before: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'a capture, a file, a directory, pid/N or pod/NAME',
    }),
    after: Args.string({ required: true, ignoreStdin: true, description: 'the same, later or elsewhere' }),
  };
  static override flags = { ...collectFlags, ...clusterFlags, ...judgeFlags };

  protected override readonly resultKind = 'document';
  protected override readonly furtherFormats = ['markdown', 'html'] as const;

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(Compare);
    const { resolveTargets } = await import('../target/resolve.ts');
    const { compare } = await import('../app/compare.ts');
    const { topics } = await import('../app/topic.ts');
    await this.checkOutputs(flags);
    const targets = resolveTargets([args.before, args.after], process.env);
    const captures: string[] = [];
    try {
      const options = await this.diagnosisOptions(flags, topics.every, (folder) => void captures.push(folder));
      await this.publish(await compare(targets, options), flags);
    } finally {
      this.progress.end();
      for (const folder of captures) process.stderr.write(`capture: ${folder}\n`);
    }
  }
}
