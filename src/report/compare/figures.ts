import type { ComparedFigure } from '../../model/comparison.ts';
import type { Report } from '../../model/report.ts';
import type { ViewEntry } from '../../model/view.ts';
import { newest } from './newest.ts';

/** Mean over the JVMs that have it; null: none has. */
const mean = (values: readonly (number | undefined)[]): number | null => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

type Figure = Omit<ComparedFigure, 'before' | 'after'> & { readonly of: (report: Report) => number | null };

const threads =
  (pick: (view: ViewEntry<'threads'>) => number | undefined) =>
  (report: Report): number | null =>
    mean(newest(report, 'threads').map(pick));
const heap =
  (pick: (view: ViewEntry<'heap'>) => number | undefined) =>
  (report: Report): number | null =>
    mean(newest(report, 'heap').map(pick));

/** Load tests of a side are means as well, of those that know the figure. */
const load =
  (pick: (view: ViewEntry<'load'>) => number | null) =>
  (report: Report): number | null =>
    mean(newest(report, 'load').map((view) => pick(view) ?? undefined));

/** The newest of a JVM's sources of collections; stretches together are the time that was seen. */
const gc =
  (pick: (view: ViewEntry<'gc'>) => number | undefined) =>
  (report: Report): number | null =>
    mean(newest(report, 'gc').map(pick));

/** Weighed by their length. */
const pausePct = ({ stretches }: ViewEntry<'gc'>): number | undefined => {
  const known = stretches.filter(({ pausePct: pct }) => pct !== null);
  const spanMs = known.reduce((sum, stretch) => sum + stretch.spanMs, 0);
  if (spanMs === 0) return undefined;
  return known.reduce((sum, stretch) => sum + (stretch.pausePct ?? 0) * stretch.spanMs, 0) / spanMs;
};

/** Counters know sums of pauses, not each of them. */
const longestPauseMs = ({ source, stretches }: ViewEntry<'gc'>): number | undefined =>
  source !== 'log' || stretches.length === 0
    ? undefined
    : Math.max(...stretches.map((stretch) => stretch.longestPauseMs));

const perHour = (amount: number | undefined, spanMs: number): number | undefined =>
  amount === undefined || spanMs <= 0 ? undefined : (amount * 3_600_000) / spanMs;

const spanOf = ({ stretches }: ViewEntry<'gc'>): number => stretches.reduce((sum, { spanMs }) => sum + spanMs, 0);

const fullPerHour = (view: ViewEntry<'gc'>): number | undefined =>
  perHour(
    view.stretches.reduce((sum, { fullCount }) => sum + fullCount, 0),
    spanOf(view),
  );

const allocatedPerSecond = (view: ViewEntry<'gc'>): number | undefined => {
  const known = view.stretches.filter(({ allocatedBytes }) => allocatedBytes !== null);
  const spanMs = known.reduce((sum, stretch) => sum + stretch.spanMs, 0);
  if (spanMs <= 0) return undefined;
  return (known.reduce((sum, { allocatedBytes }) => sum + (allocatedBytes ?? 0), 0) * 1000) / spanMs;
};

/** /proc lists threads, not what they do. */
const state =
  (name: string) =>
  (view: ViewEntry<'threads'>): number | undefined =>
    view.source === 'process' ? undefined : (view.byState[name] ?? 0);

/** The numbers of a report that are compared, per JVM. */
export const figures: readonly Figure[] = [
  { id: 'load.requestsPerSecond', unit: 'count', of: load(({ requestsPerSecond }) => requestsPerSecond) },
  { id: 'load.failedPct', unit: 'percent', of: load(({ failedPct }) => failedPct) },
  { id: 'load.medianMs', unit: 'ms', of: load(({ medianMs }) => medianMs) },
  { id: 'load.p95Ms', unit: 'ms', of: load(({ p95Ms }) => p95Ms) },
  { id: 'load.maxMs', unit: 'ms', of: load(({ maxMs }) => maxMs) },
  { id: 'load.droppedIterations', unit: 'count', of: load(({ droppedIterations }) => droppedIterations) },
  { id: 'threads.total', unit: 'count', of: threads(({ total }) => total) },
  { id: 'threads.blocked', unit: 'count', of: threads(state('BLOCKED')) },
  { id: 'threads.families', unit: 'count', of: threads(({ familiesTotal }) => familiesTotal) },
  {
    id: 'threads.deadlocks',
    unit: 'count',
    of: threads((view) => (view.source === 'process' ? undefined : view.deadlocks.length)),
  },
  { id: 'heap.objects', unit: 'count', of: heap(({ objects }) => objects) },
  { id: 'heap.shallowBytes', unit: 'bytes', of: heap(({ shallowBytes }) => shallowBytes) },
  { id: 'gc.pausePct', unit: 'percent', of: gc(pausePct) },
  { id: 'gc.longestPauseMs', unit: 'ms', of: gc(longestPauseMs) },
  { id: 'gc.fullPerHour', unit: 'count', of: gc(fullPerHour) },
  { id: 'gc.floorPct', unit: 'percent', of: gc(({ floors }) => floors.at(-1)?.usedPct ?? undefined) },
  { id: 'gc.floorBytes', unit: 'bytes', of: gc(({ floors }) => floors.at(-1)?.usedBytes ?? undefined) },
  { id: 'gc.allocatedBytesPerSecond', unit: 'bytes', of: gc(allocatedPerSecond) },
  {
    id: 'findings.critical',
    unit: 'count',
    of: ({ findings }) => findings.filter(({ severity }) => severity === 'critical').length,
  },
  {
    id: 'findings.warning',
    unit: 'count',
    of: ({ findings }) => findings.filter(({ severity }) => severity === 'warning').length,
  },
];
