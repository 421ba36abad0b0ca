import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { GcEvent, GcFloor, GcSeries } from '../../model/gc-series.ts';
import type { Source } from '../../model/source.ts';

/** Kinds of evidence that tell of collections, the one that tells most first: a log has every collection. */
export const gcKinds = ['gc-log', 'gc-counters'] as const;

/** The series of a life, best first. Throws MissingFact when there is none. */
export const seriesOf = ({ models }: Evidence): readonly [GcSeries, ...GcSeries[]] => {
  const found = gcKinds.flatMap((kind) => {
    const series = models[kind];
    return series === undefined ? [] : [series];
  });
  const [first, ...rest] = found;
  if (first === undefined) throw new MissingFact([...gcKinds], 'no GC log and no GC counters');
  return [first, ...rest];
};

/** The first answer that is not undefined, of the series in order; else the MissingFact. */
export const firstOf = <T>(evidence: Evidence, read: (series: GcSeries) => T | undefined, lack: string): T => {
  for (const series of seriesOf(evidence)) {
    const answer = read(series);
    if (answer !== undefined) return answer;
  }
  throw new MissingFact([...gcKinds], lack);
};

/** Start-up: what it fills, loads and collects is no sign of anything. */
export const warmUpMs = 5 * 60_000;

/** ms on the series' axis; undefined where it has no place. */
export const timeOf = (
  series: GcSeries,
  clock: { readonly atMs?: number; readonly uptimeMs?: number },
): number | undefined => {
  const { atMs, uptimeMs } = clock;
  if (series.axis === 'uptime') {
    if (uptimeMs !== undefined) return uptimeMs;
    const { first } = series;
    return atMs === undefined || first?.atMs === undefined || first.uptimeMs === undefined
      ? undefined
      : atMs - first.atMs + first.uptimeMs;
  }
  return series.axis === 'epoch' ? atMs : undefined;
};

/** Where the first five minutes of the JVM end on the axis; undefined: it is not known when it began. */
export const warmUpEnd = (series: GcSeries): number => {
  if (series.axis === 'uptime') return warmUpMs;
  const { startedAtMs, version } = series.jvm;
  if (series.axis !== 'epoch') return Number.NEGATIVE_INFINITY;
  if (startedAtMs !== undefined) return startedAtMs + warmUpMs;
  // The lines a JVM writes when it begins are there: so the log begins with it.
  return version !== undefined && series.first?.atMs !== undefined
    ? series.first.atMs + warmUpMs
    : Number.NEGATIVE_INFINITY;
};

/** From the first to the last sample or event; undefined without times. */
export const spanMsOf = (series: GcSeries): number | undefined => {
  const { first, last } = series;
  if (first === undefined || last === undefined) return undefined;
  const from = timeOf(series, first);
  const to = timeOf(series, last);
  return from === undefined || to === undefined ? undefined : to - from;
};

/** Most the heap can become: -Xmx, else the most that was seen committed. */
export const heapMaxOf = ({ jvm, peaks }: GcSeries): number | undefined => jvm.heapMaxBytes ?? peaks.heapCapacityBytes;

/** Collectors whose old generation has no limit of its own: it may take the whole heap. */
export const sharesHeap = ({ jvm }: GcSeries): boolean =>
  jvm.collector !== undefined && !['Serial', 'Parallel', 'CMS'].includes(jvm.collector);

/** What a figure of old is measured against: the limit of old, not what happens to be committed. Undefined: unknown. */
export const capacityFor = (series: GcSeries, capacityBytes: number | undefined): number | undefined => {
  const { oldMaxBytes } = series.jvm;
  if (sharesHeap(series)) return heapMaxOf(series);
  const most = Math.max(oldMaxBytes ?? 0, capacityBytes ?? 0);
  return most > 0 ? most : heapMaxOf(series);
};

/** A floor in percent of what it may fill. */
export const floorPct = (series: GcSeries, floor: GcFloor): number | undefined => {
  if (floor.usedBytes === undefined) return floor.usedPct;
  const capacity = floor.of === 'heap' ? heapMaxOf(series) : capacityFor(series, floor.capacityBytes);
  return capacity === undefined || capacity === 0 ? floor.usedPct : (100 * floor.usedBytes) / capacity;
};

export const sourceOf = ({
  artifactId,
  line,
  endLine,
}: Pick<GcEvent, 'artifactId' | 'line' | 'endLine'>): Source | undefined =>
  artifactId === undefined || line === undefined ? undefined : { artifact: artifactId, line, endLine: endLine ?? line };

export const uncited = new MissingFact([], 'counters have no lines to cite');
