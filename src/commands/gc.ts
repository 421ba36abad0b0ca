import { Args, Flags } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags, clusterScope } from '../flags/cluster.ts';
import { collectFlags } from '../flags/collect.ts';
import { judgeFlags } from '../flags/judge.ts';
import { followedSamples, gcFlags } from '../flags/series.ts';

/** A first look: enough to see the pace of young collections, hardly a wait. */
const defaultForMs = 15_000;

export default class Gc extends DiagnosisCommand {
  static override summary = 'Diagnose the garbage collection of a running JVM, of a GC log or of text of jstat.';
  static override description =
    `Prints the heap, the collections by cause and what is left after them, then findings with evidence and fix, and one
verdict line, last. Counters are read from outside: no pause, no agent, no second JVM.`;
  static override examples = [
    { description: 'A pod, for a minute', command: '<%= config.bin %> gc pod/appr-api --for 60s' },
    { description: 'A live screen of all replicas', command: '<%= config.bin %> gc deploy/appr-api --watch' },
    {
      description: "jstat's own columns, without jstat",
      command: '<%= config.bin %> gc pid/4711 --columns gcutil --count 10 --interval 1s',
    },
    {
      description: 'The last twelve hours, from Prometheus',
      command: '<%= config.bin %> gc --prometheus http://prometheus:9090',
    },
    { description: 'A GC log, rotated ones too', command: '<%= config.bin %> gc gc.log gc.log.0 gc.log.1' },
    { description: 'What somebody pasted of jstat', command: 'pbpaste | <%= config.bin %> gc -' },
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'pid/N, pod/NAME, deploy/NAME, a GC log, text of jstat, a capture, or - for stdin',
    }),
  };
  static override flags = {
    ...gcFlags,
    'dry-run': collectFlags['dry-run'],
    ...clusterFlags,
    ...judgeFlags,
    prometheus: Flags.string({
      description:
        'history of 12 hours from there: base address, address of a question, or a saved answer of query_range',
      helpValue: 'URL|FILE',
      helpGroup: 'COLLECTION',
    }),
  };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Gc);
    const { interval, prometheus, ...others } = flags;
    const asked = { ...others, 'sample-interval': interval };
    if (flags['dry-run'] || (flags.columns === undefined && !flags.watch)) {
      const followed = { ...asked, for: flags.for ?? defaultForMs };
      if (prometheus === undefined) return this.diagnose(argv as string[], followed, 'gc');
      const { historyOf } = await import('../app/prometheus.ts');
      const history = await historyOf(prometheus, this.stop);
      try {
        return await this.diagnose(argv as string[], followed, 'gc', undefined, undefined, [history.target]);
      } finally {
        await history.remove();
      }
    }
    const { followRun } = await import('../app/gc/request.ts');
    const samples = followedSamples(asked);
    const request = { ...flags, outputFile: flags['output-file'], samples, cluster: clusterScope(flags) };
    const run = await followRun(request, { signal: this.stop, progress: this.progress });
    const targets = await this.targets(argv as string[], flags);
    if (flags.columns !== undefined) {
      const { printColumns } = await import('../app/gc/columns.ts');
      const write = (text: string): void => void process.stdout.write(text);
      process.exitCode = await printColumns(targets, { ...run, set: flags.columns, write });
      return;
    }
    const { watch } = await import('../app/gc/watch.ts');
    const { onlyLive } = await import('../app/gc/follow.ts');
    const { topics } = await import('../app/topic.ts');
    const { rules } = await this.diagnosisOptions(flags, topics.gc, () => undefined);
    const judged = { ...run, rules, lang: flags.lang, failOn: flags['fail-on'] };
    process.exitCode = await watch(onlyLive(targets, '--watch'), judged);
  }
}
