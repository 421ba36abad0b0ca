import type { BaselineFlags } from './app/baseline.ts';
import type { Topic, TopicName } from './app/topic.ts';
import { BaseCommand, type OutputFlags } from './base-command.ts';
import { type ClusterFlags, clusterScope } from './flags.ts';
import type { Allowance } from './model/capture.ts';

/** What the judging and collecting flags parse to; the latter only where a command has them. */
type DiagnosisFlags = OutputFlags &
  ClusterFlags &
  BaselineFlags & {
    readonly 'fail-on': 'critical' | 'warning' | 'info' | 'never';
    readonly rule?: string[] | undefined;
    readonly rules?: string | undefined;
    readonly 'app-packages'?: string | undefined;
    readonly dumps?: number;
    readonly interval?: number;
    readonly allow?: string | undefined;
    readonly 'max-pause'?: number;
  };

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The commands that end in a report: targets in, verdict out. */
export abstract class DiagnosisCommand extends BaseCommand {
  protected override readonly resultKind = 'report';

  protected async diagnose(words: readonly string[], flags: DiagnosisFlags, topicName: TopicName): Promise<void> {
    const { resolveTargets } = await import('./target/resolve.ts');
    const { selectRules } = await import('./app/select-rules.ts');
    const { diagnose } = await import('./app/diagnose.ts');
    const { topics } = await import('./app/topic.ts');
    const topic: Topic = topics[topicName];
    const { settings } = await import('./app/settings.ts');
    const configured = await settings();
    await this.checkOutputs(flags);
    const { distinctTargets } = await import('./app/distinct-targets.ts');
    const distinct = distinctTargets(resolveTargets(words, configured.target, flags.selector));
    for (const notice of distinct.notices) this.notice(notice);
    let { targets } = distinct;
    if (targets.length === 0) {
      const { pickTarget } = await import('./pick.ts');
      targets = [await pickTarget(this.stop)];
    }
    const { acceptancesFor, writeBaseline } = await import('./app/baseline.ts');
    const acceptances = await acceptancesFor(flags);
    const { rules, notices } = await selectRules({
      ids: flags.rule ?? [],
      ...(topic.rules === undefined ? {} : { topics: topic.rules }),
      ...(flags.rules === undefined ? {} : { folder: flags.rules }),
      settings: configured.rules,
    });
    const appPackages =
      flags['app-packages'] === undefined ? (configured.appPackages ?? []) : listOf(flags['app-packages']);
    const ask = process.stdin.isTTY && process.stderr.isTTY ? (await import('./pick.ts')).askAllowance : undefined;
    let captureFolder: string | undefined;
    const options = {
      rules,
      notices,
      acceptances,
      lang: flags.lang,
      failOn: flags['fail-on'],
      views: topic.views,
      wanted: topic.wanted,
      dumps: flags.dumps ?? 1,
      intervalMs: flags.interval ?? 0,
      allow: new Set(listOf(flags.allow) as Allowance[]),
      maxPauseMs: flags['max-pause'] ?? 0,
      cluster: clusterScope(flags, configured.context),
      signal: this.stop,
      progress: this.progress,
      ...(ask === undefined ? {} : { ask }),
      ...(appPackages.length === 0 ? {} : { appPackages }),
      onCapture: (folder: string): void => {
        captureFolder = folder;
      },
    };
    try {
      const report = await writeBaseline(flags, await diagnose(targets, options));
      await this.publish({ kind: 'report', report }, flags);
    } finally {
      this.progress.end();
      if (captureFolder !== undefined) process.stderr.write(`capture: ${captureFolder}\n`);
    }
  }
}
