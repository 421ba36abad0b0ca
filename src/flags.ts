import { Flags } from '@oclif/core';
import type { ClusterScope } from './app/patients.ts';
import { formatNames } from './app/publish.ts';
import { baselineFlags } from './baseline-flags.ts';
import type { Allowance } from './model/capture.ts';
import { durationMs, momentMs } from './model/duration.ts';
import { RequestError } from './model/exit-code.ts';
import { escapeText } from './report/text/escape.ts';

/** Counters change no faster than every 50 ms. */
const minIntervalMs = 50;

const duration = Flags.custom<number>({
  parse: async (text) => {
    const ms = durationMs(text);
    if (ms === undefined) {
      throw new RequestError('bad-flag', `"${text}" is not a duration`, ['write 500ms, 2s, 1.5m or 1h']);
    }
    return ms;
  },
});

/** What environment and configuration files say, for flags that were not given. */
const configured = async () => (await import('./app/settings.ts')).settings();

/** A moment with its zone, epoch ms. */
export const moment = Flags.custom<number>({
  parse: async (text) => {
    const ms = momentMs(text);
    if (ms === undefined) {
      throw new RequestError('bad-flag', `"${text}" is no moment`, [
        'write date, time and zone: 2026-11-20T03:12:00Z or 2026-11-20T12:12:00+09:00',
      ]);
    }
    return ms;
  },
});

/** Which cluster and which pods: kubectl's flags with kubectl's meaning. */
export const clusterFlags = {
  namespace: Flags.string({ char: 'n', description: 'namespace of the pods', helpValue: 'NAME', helpGroup: 'CLUSTER' }),
  'all-namespaces': Flags.boolean({ char: 'A', description: 'with -l: in every namespace', helpGroup: 'CLUSTER' }),
  selector: Flags.string({
    char: 'l',
    description: 'pods with these labels',
    helpValue: 'app=NAME',
    helpGroup: 'CLUSTER',
  }),
  container: Flags.string({
    char: 'c',
    description: 'container of the pod; without it those that run a JVM',
    helpValue: 'NAME',
    helpGroup: 'CLUSTER',
  }),
  image: Flags.string({
    description: 'image with a shell (busybox) for --allow ephemeral-container',
    helpValue: 'IMAGE',
    helpGroup: 'CLUSTER',
  }),
  context: Flags.string({ description: 'context of the kubeconfig', helpValue: 'NAME', helpGroup: 'CLUSTER' }),
  kubeconfig: Flags.string({ description: 'kubeconfig file', helpValue: 'PATH', helpGroup: 'CLUSTER' }),
  as: Flags.string({ description: 'user to impersonate', helpValue: 'USER', helpGroup: 'CLUSTER' }),
  'request-timeout': duration({
    description: 'limit of one call to the cluster',
    default: 10_000,
    defaultHelp: async () => '10s',
    helpValue: '10s',
    helpGroup: 'CLUSTER',
  }),
  'pod-timeout': duration({
    description: 'how long looking into one pod may take (20s)',
    helpValue: '20s',
    helpGroup: 'CLUSTER',
  }),
  'max-parallel': Flags.integer({
    description: 'pods looked into at once',
    default: 16,
    min: 1,
    max: 200,
    helpValue: 'N',
    helpGroup: 'CLUSTER',
  }),
};

/** What they parse to. */
export type ClusterFlags = {
  readonly 'pod-timeout'?: number | undefined;
  readonly 'max-parallel'?: number;
  readonly namespace?: string | undefined;
  readonly 'all-namespaces'?: boolean;
  readonly selector?: string | undefined;
  readonly container?: string | undefined;
  readonly image?: string | undefined;
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly as?: string | undefined;
  readonly 'request-timeout'?: number;
};

/** `context`: the configured one, for a command line without. */
export const clusterScope = (flags: ClusterFlags, context?: string): ClusterScope => ({
  ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
  ...(flags['all-namespaces'] === true ? { allNamespaces: true } : {}),
  ...(flags.container === undefined ? {} : { container: flags.container }),
  ...(flags.image === undefined ? {} : { image: flags.image }),
  ...(flags.context === undefined ? (context === undefined ? {} : { context }) : { context: flags.context }),
  ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
  ...(flags.as === undefined ? {} : { as: flags.as }),
  ...(flags['pod-timeout'] === undefined ? {} : { podLimitMs: flags['pod-timeout'] }),
  ...(flags['max-parallel'] === undefined ? {} : { maxParallel: flags['max-parallel'] }),
  ...(flags['request-timeout'] === undefined ? {} : { requestTimeoutMs: flags['request-timeout'] }),
  say: (text) => void process.stderr.write(`warning: ${escapeText(text)}\n`),
});

const allowances = ['full-gc', 'stops-jvm', 'app-log', 'ephemeral-container', 'inject-helper'] as const;

/** A comma-separated flag whose words are checked against a list. */
const words = (text: string, allowed: readonly string[], flag: string): string[] => {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = parts.find((part) => !allowed.includes(part));
  if (wrong === undefined) return parts;
  throw new RequestError('bad-flag', `--${flag} does not know "${wrong}"`, [`it takes ${allowed.join(', ')}`]);
};

/** What `--allow` parsed to. */
export const allowanceSet = (text: string | undefined): ReadonlySet<Allowance> =>
  new Set((text ?? '').split(',').filter((word) => word !== '') as Allowance[]);

/** How a result is shown: of every command. */
export const outputFlags = {
  output: Flags.option({ char: 'o', options: formatNames, default: 'terminal', helpGroup: 'OUTPUT' })({
    description: 'format of the result on stdout',
  }),
  json: Flags.boolean({ description: 'the same as -o json', helpGroup: 'OUTPUT' }),
  'output-file': Flags.string({ description: 'write the result to this file', helpValue: 'PATH', helpGroup: 'OUTPUT' }),
  report: Flags.string({
    description: 'write a further report, as FORMAT=PATH; repeatable',
    helpValue: 'FORMAT=PATH',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'OUTPUT',
  }),
  lang: Flags.option({
    options: ['en', 'ko'] as const,
    default: async () => (await configured()).lang ?? 'en',
    defaultHelp: async () => 'en',
    helpGroup: 'OUTPUT',
  })({ description: 'language of the report' }),
};

/** How evidence is judged: of the commands that run rules. */
export const judgeFlags = {
  'fail-on': Flags.option({
    options: ['critical', 'warning', 'info', 'never'] as const,
    default: async () => (await configured()).failOn ?? 'critical',
    defaultHelp: async () => 'critical',
    helpGroup: 'JUDGEMENT',
  })({ description: 'exit 1 when a finding is at least this severe' }),
  rule: Flags.string({
    description: 'run only this rule; repeatable',
    helpValue: 'ID',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'JUDGEMENT',
  }),
  rules: Flags.string({ description: 'load own rules from this folder', helpValue: 'DIR', helpGroup: 'JUDGEMENT' }),
  k6: Flags.string({
    description: 'summary of a k6 run against the target (JSON or text); repeatable',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'FURTHER EVIDENCE',
  }),
  'k6-start': moment({
    description: 'when that run began',
    helpValue: 'TIME',
    dependsOn: ['k6'],
    helpGroup: 'FURTHER EVIDENCE',
  }),
  log: Flags.string({
    description: 'log of the application, of the one JVM that is looked at; repeatable',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'FURTHER EVIDENCE',
  }),
  tz: Flags.string({
    description: 'zone of log times that name none',
    helpValue: 'Asia/Seoul|+09:00',
    helpGroup: 'FURTHER EVIDENCE',
    parse: async (text) => {
      const { isZone } = await import('./facts/timeline/log-time.ts');
      if (isZone(text)) return text;
      throw new RequestError('bad-flag', `--tz does not know "${text}"`, [
        'write Asia/Seoul, Europe/Berlin, UTC or +09:00',
      ]);
    },
  }),
  notify: Flags.option({ options: ['slack'] as const, helpGroup: 'OUTPUT', exclusive: ['json'] })({
    description: 'print the message for a chat instead of the report (the same as -o slack); sending it is yours',
  }),
  ...baselineFlags,
  'app-packages': Flags.string({
    description: 'packages of your application, comma-separated, for "the first application frame"',
    helpValue: 'com.acme,...',
    helpGroup: 'JUDGEMENT',
  }),
};

/** How class histograms are taken of a live JVM. */
export const histogramFlags = {
  count: Flags.integer({
    description: 'class histograms to take; a class that only grows shows in three',
    default: 2,
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'COLLECTION',
  }),
  interval: duration({
    description: 'time between them',
    default: 10_000,
    defaultHelp: async () => '10s',
    helpValue: '10s',
    helpGroup: 'COLLECTION',
  }),
  live: Flags.boolean({
    description: 'count only what is reachable: forces a full collection, needs --allow full-gc',
    helpGroup: 'COLLECTION',
  }),
};

/** How evidence is taken from a live JVM. */
export const collectFlags = {
  dumps: Flags.integer({
    description: 'thread dumps to take',
    default: 3,
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'COLLECTION',
  }),
  all: Flags.boolean({
    description: 'thread dumps of every pod; else of many the worst, the youngest and a healthy one',
    helpGroup: 'COLLECTION',
  }),
  interval: duration({
    description: 'time between them',
    default: 2000,
    defaultHelp: async () => '2s',
    helpValue: '2s',
    helpGroup: 'COLLECTION',
  }),
  allow: Flags.string({
    description: `what may be done to the target beyond the harmless: ${allowances.join(', ')}`,
    helpValue: 'LIST',
    helpGroup: 'COLLECTION',
    parse: async (text) => words(text, allowances, 'allow').join(','),
  }),
  'dry-run': Flags.boolean({
    description:
      'say what would be executed, and execute nothing: only /proc and the pods of the cluster are looked up',
    helpGroup: 'COLLECTION',
  }),
  'max-pause': duration({
    description: 'longest estimated pause of the JVM that needs no question',
    default: 1000,
    defaultHelp: async () => '1s',
    helpValue: '1s',
    helpGroup: 'COLLECTION',
  }),
};

/** How long counters are followed beside other evidence. */
export const seriesFlags = {
  for: duration({
    description: 'follow the counters of collections for so long',
    helpValue: '60s',
    helpGroup: 'COLLECTION',
  }),
  'sample-interval': duration({
    description: 'time between two readings of them',
    default: 1000,
    defaultHelp: async () => '1s',
    helpValue: '1s',
    helpGroup: 'COLLECTION',
  }),
};

/** The flight recorder. */
export const recordFlags = {
  every: duration({
    description: 'record: a reading of /proc, cgroup, counters and pod so often, until the JVM ends or Ctrl-C',
    helpValue: '10s',
    helpGroup: 'RECORDING',
  }),
  keep: Flags.integer({
    description: 'readings to keep in full, the newest (60); their figures are kept all',
    min: 2,
    max: 10_000,
    helpValue: 'N',
    helpGroup: 'RECORDING',
  }),
  when: Flags.string({
    description: 'take dumps when this comes true, and end unless --until-exit',
    helpValue: "'threads > 1500 || memoryPct > 90'",
    helpGroup: 'RECORDING',
  }),
  'until-exit': Flags.boolean({
    description: 'record until the JVM ends, whatever came true before',
    helpGroup: 'RECORDING',
  }),
  sets: Flags.integer({
    description: 'times --when takes dumps at most (3)',
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'RECORDING',
  }),
};

/** How collections are followed. */
export const gcFlags = {
  for: duration({
    description: 'follow a live JVM for so long: 15s, with --columns or --watch until its end or Ctrl-C',
    helpValue: '60s',
    helpGroup: 'COLLECTION',
  }),
  interval: duration({
    description: 'time between two readings',
    default: 1000,
    defaultHelp: async () => '1s',
    helpValue: '1s',
    helpGroup: 'COLLECTION',
  }),
  columns: Flags.option({ options: ['gc', 'gcutil', 'gccause'] as const, helpGroup: 'OUTPUT' })({
    description: "print jstat's own columns, a line for each reading, and no judgement",
  }),
  watch: Flags.boolean({ char: 'w', description: 'a live screen, until q or the end of the JVM', helpGroup: 'OUTPUT' }),
  count: Flags.integer({
    description: 'readings to take, instead of --for',
    min: 1,
    max: 10_000_000,
    helpValue: 'N',
    helpGroup: 'COLLECTION',
  }),
};

/** Readings of counters: as many as fit into the time asked for, at least one. */
export const samplesOf = (flags: {
  readonly for?: number | undefined;
  readonly 'sample-interval'?: number;
  readonly count?: number | undefined;
}): { readonly intervalMs: number; readonly count: number } => {
  const intervalMs = Math.max(minIntervalMs, flags['sample-interval'] ?? 1000);
  return { intervalMs, count: flags.count ?? Math.floor((flags.for ?? 0) / intervalMs) + 1 };
};

/** The same of what prints as it goes: without --for and --count until somebody ends it. */
export const followedSamples = (flags: Parameters<typeof samplesOf>[0]): ReturnType<typeof samplesOf> => {
  const { intervalMs, count } = samplesOf(flags);
  return { intervalMs, count: flags.for === undefined && flags.count === undefined ? Number.POSITIVE_INFINITY : count };
};
