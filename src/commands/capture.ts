import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { clusterFlags, clusterScope } from '../flags/cluster.ts';
import { allowanceSet, collectFlags } from '../flags/collect.ts';
import { histogramFlags } from '../flags/histogram.ts';
import { judgeFlags } from '../flags/judge.ts';
import { recordFlags } from '../flags/record.ts';
import { samplesOf, seriesFlags } from '../flags/series.ts';

export default class Capture extends BaseCommand {
  static override summary = 'Collect evidence from running JVMs into a capture, without judging it.';
  static override description =
    `A capture is a folder (or .tgz) of redacted raw evidence with a manifest. It can be analysed anywhere, any time.`;
  static override examples = [
    { description: 'Into a file to send', command: '<%= config.bin %> capture pid/4711 --output-file sick.tgz' },
    {
      description: 'With ten minutes of its collections',
      command: '<%= config.bin %> capture pod/appr-api --for 10m --output-file sick.tgz',
    },
    {
      description: 'A flight recorder: dumps before the kubelet kills, nothing lost when it does',
      command: `<%= config.bin %> capture pod/appr-api --every 10s --keep 60 --until-exit --when 'threads > 1500 || memoryPct > 90 || probeFailed'`,
    },
    {
      description: 'A night long, through restarts and roll-outs: each JVM apart, each end explained',
      command: `<%= config.bin %> capture deploy/appr-api --every 10s --follow --for 8h --when 'memoryPct > 90 || probeFailed' --output-file night.tgz`,
    },
    { description: 'Then, elsewhere', command: '<%= config.bin %> analyze sick.tgz' },
  ];
  static override strict = false;
  static override args = { target: Args.string({ ignoreStdin: true, description: 'pid/N, pod/NAME, deploy/NAME' }) };
  static override flags = {
    ...collectFlags,
    ...seriesFlags,
    ...recordFlags,
    histograms: Flags.integer({
      description: 'class histograms to take as well, --interval apart: each pauses the JVM',
      default: 0,
      min: 0,
      max: 100,
      helpValue: 'N',
      helpGroup: 'COLLECTION',
    }),
    live: histogramFlags.live,
    k6: judgeFlags.k6,
    ...clusterFlags,
  };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Capture);
    const { capture, checkCapturePath } = await import('../app/capture.ts');
    const { settings } = await import('../app/settings.ts');
    const { context } = await settings();
    const { 'output-file': outputFile, ...output } = flags;
    await this.checkOutputs(output);
    if (outputFile !== undefined) await checkCapturePath(outputFile);
    const { checkFollow, recordRequest } = await import('../app/record/request.ts');
    const recording = recordRequest(flags, { ending: () => this.orderedEnd(), progress: this.progress });
    const targets = await this.targets(argv as string[], flags);
    checkFollow(recording, targets);
    const options = {
      dumps: flags.dumps,
      intervalMs: flags.interval,
      samples: samplesOf(flags),
      ...(flags.histograms === 0 ? {} : { histograms: { count: flags.histograms, live: flags.live } }),
      allow: allowanceSet(flags.allow),
      maxPauseMs: flags['max-pause'],
      cluster: clusterScope(flags, context),
      all: flags.all,
      k6: flags.k6 ?? [],
      signal: this.stop,
      progress: this.progress,
      ...(outputFile === undefined ? {} : { outputFile }),
      ...(recording === undefined ? {} : { recording }),
    };
    if (flags['dry-run']) {
      const { dryRun } = await import('../app/dry-run.ts');
      const { everyKind } = await import('../app/lives.ts');
      return this.publish(await dryRun(targets, { ...options, wanted: everyKind }), output);
    }
    await this.publish(await capture(targets, options), output);
  }
}
