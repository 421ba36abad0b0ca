import type { Report } from '../../model/report.ts';

/** Evidence that rules still want, and how to get it; `rules` of those that could not decide without it. */
export type Further = { readonly kind: string; readonly rules: number; readonly command: string };

const live = /^(?:pid\/\d|pod\/)/;

/** What gets a kind of evidence, the cheapest way first. `TARGET` stands for the JVM. */
const commands: Readonly<Record<string, string>> = {
  'thread-dump': 'jdiag threads TARGET --dumps 5 --interval 10s',
  process: 'jdiag threads TARGET',
  'perf-data': 'jdiag gc TARGET',
  'gc-counters': 'jdiag diagnose TARGET --for 5m',
  'gc-log':
    '-Xlog:gc*,safepoint:file=gc.log:time,uptime (JDK 8: -Xloggc:gc.log -XX:+PrintGCDetails), then jdiag gc gc.log',
  histogram: 'jdiag diagnose TARGET --deep',
  'heap-dump': 'jdiag heap dump TARGET --allow stops-jvm',
  log: 'jdiag diagnose TARGET --log FILE',
  load: 'jdiag diagnose TARGET --k6 FILE',
  pod: 'jdiag diagnose pod/NAME',
};

/** Where some of it is there already and does not suffice. */
const more: Readonly<Record<string, string>> = {
  histogram: 'jdiag heap TARGET --count 4 --interval 60s',
};

/** In the order of what they cost the JVM. */
const order = [
  'log',
  'process',
  'perf-data',
  'pod',
  'thread-dump',
  'gc-counters',
  'gc-log',
  'load',
  'histogram',
  'heap-dump',
];

/** What could be looked at further: by the verdicts that are open, cheapest first. */
export const furtherOf = (report: Report): readonly Further[] => {
  const rules = new Map<string, Set<string>>();
  for (const { ruleId, status, missing = [] } of report.verdicts) {
    if (status !== 'unknown') continue;
    for (const kind of missing) rules.set(kind, (rules.get(kind) ?? new Set()).add(ruleId));
  }
  const targets = [...new Set(report.subjects.map(({ target }) => target).filter((target) => live.test(target)))];
  const target = targets.length === 1 ? (targets[0] as string) : 'TARGET';
  return [...rules]
    .flatMap(([kind, ids]) => {
      const has = report.artifacts.some((artifact) => artifact.kind === kind && artifact.outcome !== 'failed');
      const command = (has ? more[kind] : undefined) ?? commands[kind];
      return command === undefined ? [] : [{ kind, rules: ids.size, command: command.replace('TARGET', target) }];
    })
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
};
