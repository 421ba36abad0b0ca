import type { BaselineFlags } from './app/baseline.ts';
import type { DiagnoseOptions } from './app/diagnose.ts';
import type { HeapReadOptions } from './app/heap/read.ts';
import { loadRenderer } from './app/publish.ts';
import type { Topic, TopicName } from './app/topic.ts';
import { BaseCommand, type OutputFlags } from './base-command.ts';
import { type ClusterFlags, clusterScope } from './flags/cluster.ts';
import { allowanceSet } from './flags/collect.ts';
import { samplesOf } from './flags/series.ts';
import type { PodRow, Report } from './model/report.ts';
import type { StoredTarget } from './model/target.ts';

/** What the judging and collecting flags parse to; the latter only where a command has them. */
type DiagnosisFlags = OutputFlags &
  ClusterFlags &
  BaselineFlags & {
    readonly 'fail-on': 'critical' | 'warning' | 'info' | 'never';
    readonly rule?: string[] | undefined;
    readonly rules?: string | undefined;
    readonly 'app-packages'?: string | undefined;
    readonly k6?: string[] | undefined;
    readonly 'k6-start'?: number | undefined;
    readonly log?: string[] | undefined;
    readonly tz?: string | undefined;
    readonly dumps?: number;
    readonly interval?: number;
    readonly histograms?: number;
    readonly 'histogram-interval'?: number;
    readonly live?: boolean;
    readonly all?: boolean;
    readonly allow?: string | undefined;
    readonly 'max-pause'?: number;
    readonly 'dry-run'?: boolean;
    readonly for?: number | undefined;
    readonly 'sample-interval'?: number;
    readonly count?: number | undefined;
  };

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const histogramsOf = (flags: DiagnosisFlags): Pick<DiagnoseOptions, 'histograms'> => {
  const { histograms: count, live = false, 'histogram-interval': intervalMs } = flags;
  if (count === undefined) return {};
  return { histograms: { count, live, ...(intervalMs === undefined ? {} : { intervalMs }) } };
};

/** The commands that end in a report: targets in, verdict out. */
export abstract class DiagnosisCommand extends BaseCommand {
  protected override readonly resultKind: 'report' | 'document' = 'report';

  protected async diagnose(
    words: readonly string[],
    flags: DiagnosisFlags,
    topicName: TopicName,
    document?: (report: Report) => Promise<string>,
    heap?: Partial<HeapReadOptions>,
    fetched: readonly StoredTarget[] = [],
  ): Promise<void> {
    const { diagnose } = await import('./app/diagnose.ts');
    const { topics } = await import('./app/topic.ts');
    const topic: Topic = topics[topicName];
    await this.checkOutputs(flags);
    // A command that can look at running JVMs takes the flags of clusters, which have defaults.
    const scope = flags['request-timeout'] === undefined ? undefined : flags;
    const named = words.length === 0 && fetched.length > 0 ? [] : await this.targets(words, scope);
    const targets = [...named, ...fetched];
    let captureFolder: string | undefined;
    const options = {
      ...(await this.diagnosisOptions(flags, topic, (folder) => {
        captureFolder = folder;
      })),
      ...(heap === undefined ? {} : { heap }),
    };
    if (flags['dry-run']) {
      const { dryRun } = await import('./app/dry-run.ts');
      return this.publish(await dryRun(targets, { ...options, wanted: options.taken }), flags);
    }
    try {
      const { writeBaseline } = await import('./app/baseline.ts');
      const report = await writeBaseline(flags, await diagnose(targets, options));
      const written = await document?.(report);
      const result = { kind: 'report', report, brief: topic.brief === true } as const;
      await this.publish(written === undefined ? result : { ...result, document: written }, flags);
    } finally {
      this.progress.end();
      if (captureFolder !== undefined) process.stderr.write(`capture: ${captureFolder}\n`);
    }
  }

  /** What the flags ask of a diagnosis, beyond its targets. */
  protected async diagnosisOptions(
    flags: DiagnosisFlags,
    topic: Topic,
    onCapture: (folder: string) => void,
  ): Promise<DiagnoseOptions> {
    const { plannedKinds } = await import('./app/planned-kinds.ts');
    const { selectRules } = await import('./app/select-rules.ts');
    const { settings } = await import('./app/settings.ts');
    const { acceptancesFor } = await import('./app/baseline.ts');
    const configured = await settings();
    const acceptances = await acceptancesFor(flags);
    const { rules, notices } = await selectRules({
      ids: flags.rule ?? [],
      ...(topic.rules === undefined ? {} : { topics: topic.rules }),
      ...(flags.rules === undefined ? {} : { folder: flags.rules }),
      settings: configured.rules,
    });
    const takes = topic.taken ?? topic.wanted;
    const appPackages =
      flags['app-packages'] === undefined ? (configured.appPackages ?? []) : listOf(flags['app-packages']);
    const ask = process.stdin.isTTY && process.stderr.isTTY ? (await import('./pick.ts')).askAllowance : undefined;
    return {
      rules,
      notices,
      acceptances,
      lang: flags.lang,
      failOn: flags['fail-on'],
      views: topic.views,
      wanted: topic.wanted,
      taken: flags.rule === undefined ? takes : plannedKinds(takes, rules),
      dumps: flags.dumps ?? 1,
      intervalMs: flags.interval ?? 0,
      samples: samplesOf(flags),
      ...histogramsOf(flags),
      allow: allowanceSet(flags.allow),
      maxPauseMs: flags['max-pause'] ?? 0,
      cluster: clusterScope(flags, configured.context),
      all: flags.all ?? false,
      onSurvey: async (rows: readonly PodRow[]): Promise<void> => {
        const { surveyScreen } = await import('./app/survey-screen.ts');
        this.progress.screen?.(surveyScreen(rows, flags.lang));
      },
      signal: this.stop,
      progress: this.progress,
      ...(ask === undefined ? {} : { ask }),
      told: {
        ...(appPackages.length === 0 ? {} : { appPackages }),
        ...(flags['k6-start'] === undefined ? {} : { loadStartedAtMs: flags['k6-start'] }),
        ...(flags.tz === undefined ? {} : { logZone: flags.tz }),
      },
      k6: flags.k6 ?? [],
      logs: flags.log ?? [],
      prepare: (): void => loadRenderer(flags.json ? 'json' : flags.output),
      onCapture,
    };
  }
}
