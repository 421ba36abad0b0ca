import type { Evidence } from '../../model/evidence.ts';
import type { GcBucket, GcClock, GcEvent, GcFloor, GcLogLines, GcSample, GcSeries } from '../../model/gc-series.ts';
import type { GcCollectionRow, GcFloorRow, GcSampleRow, GcStretchRow, GcView } from '../../model/gc-view.ts';
import { evenly } from './evenly.ts';

/** Rows of each list of a view, at most. */
const limit = { samples: 300, collections: 300, floors: 300, stretches: 300, tallies: 30 };

const known = <T>(value: T | undefined): T | null => value ?? null;

const momentOf = ({ atMs, uptimeMs }: GcClock) => ({
  at: atMs === undefined ? null : new Date(atMs).toISOString(),
  uptimeMs: known(uptimeMs),
});

const sampleRow = (sample: GcSample): GcSampleRow => ({
  ...momentOf(sample),
  edenUsedBytes: known(sample.eden?.usedBytes),
  edenCapacityBytes: known(sample.eden?.capacityBytes),
  oldUsedBytes: known(sample.old?.usedBytes),
  oldCapacityBytes: known(sample.old?.capacityBytes),
  oldUsedPct: known(sample.old?.usedPct),
  heapUsedBytes: known(sample.heap?.usedBytes),
  heapCapacityBytes: known(sample.heap?.capacityBytes),
  metaspaceUsedBytes: known(sample.metaspace?.usedBytes),
  metaspaceCapacityBytes: known(sample.metaspace?.capacityBytes),
  youngGcCount: known(sample.youngGcCount),
  fullGcCount: known(sample.fullGcCount),
  concurrentPauseCount: known(sample.concurrentPauseCount),
  gcTimeMs: known(sample.gcTimeMs),
  safepointTimeMs: known(sample.safepointTimeMs),
});

const collectionRow = (event: GcEvent): GcCollectionRow => ({
  ...momentOf(event),
  kind: event.kind,
  cause: known(event.cause),
  phase: known(event.phase),
  count: event.count ?? 1,
  durationMs: known(event.durationMs),
  heapBeforeBytes: known(event.heap?.beforeBytes),
  heapAfterBytes: known(event.heap?.afterBytes),
  oldAfterBytes: known(event.old?.afterBytes),
  capacityBytes: known(event.heap?.capacityBytes),
  marks: event.marks ?? [],
  line: known(event.line),
});

const floorRow = (floor: GcFloor): GcFloorRow => ({
  ...momentOf(floor),
  of: floor.of,
  by: floor.by,
  usedBytes: known(floor.usedBytes),
  capacityBytes: known(floor.capacityBytes),
  usedPct: known(floor.usedPct),
});

const clockOf = (series: GcSeries, tMs: number): GcClock => {
  const { first } = series;
  const offsetMs = first?.atMs === undefined || first.uptimeMs === undefined ? undefined : first.atMs - first.uptimeMs;
  if (series.axis === 'epoch') return { atMs: tMs, ...(offsetMs === undefined ? {} : { uptimeMs: tMs - offsetMs }) };
  return { uptimeMs: tMs, ...(offsetMs === undefined ? {} : { atMs: tMs + offsetMs }) };
};

const stretchRow = (series: GcSeries, bucket: GcBucket): GcStretchRow => {
  const { startMs, pauseMs, safepointMs, applicationMs, longestPauseMs } = bucket;
  const stoodMs = (safepointMs ?? 0) + (applicationMs ?? 0);
  return {
    ...momentOf(clockOf(series, startMs)),
    spanMs: series.bucketMs,
    pausePct: Math.min(100, (100 * pauseMs) / series.bucketMs),
    safepointPct: safepointMs === undefined || stoodMs === 0 ? null : (100 * safepointMs) / stoodMs,
    longestPauseMs,
    youngCount: bucket.youngCount,
    fullCount: bucket.fullCount,
    stallCount: bucket.stallCount,
    allocatedBytes: known(bucket.allocatedBytes),
  };
};

const spanOf = ({ first, last }: GcSeries): number | null => {
  if (first?.uptimeMs !== undefined && last?.uptimeMs !== undefined) return last.uptimeMs - first.uptimeMs;
  if (first?.atMs !== undefined && last?.atMs !== undefined) return last.atMs - first.atMs;
  return null;
};

const linesOf = ({ recognised, unidentified, other, firstUnidentified, firstOther }: GcLogLines) => ({
  recognised,
  total: recognised + unidentified + other,
  firstOther: known(firstUnidentified ?? firstOther),
});

/** One series as the report shows it. */
export const gcView = (series: GcSeries, subject: string): GcView => {
  const tallies = [...series.tallies].sort((a, b) => b.durationMs - a.durationMs || b.count - a.count);
  return {
    subject,
    source: series.sources[0] ?? 'counters',
    artifacts: series.artifacts,
    collector: known(series.jvm.collector),
    jdk: known(series.jvm.jdk),
    heapMaxBytes: known(series.jvm.heapMaxBytes),
    spanMs: spanOf(series),
    samples: evenly(series.samples, limit.samples).map(sampleRow),
    total: series.sampleTotal,
    collections: evenly(series.events, limit.collections).map(collectionRow),
    collectionsTotal: series.eventTotal,
    tallies: tallies.slice(0, limit.tallies).map(({ kind, cause, phase, count, durationMs, longestMs }) => ({
      kind,
      cause: known(cause),
      phase: known(phase),
      count,
      durationMs,
      longestMs: known(longestMs),
    })),
    longest: series.longest.map(collectionRow),
    floors: evenly(series.floors, limit.floors).map(floorRow),
    floorsTotal: series.floors.length,
    ...(series.beside === undefined
      ? {}
      : {
          beside: series.beside.map(({ what, name, first, last, most, mostAtMs, limit: size }) => ({
            what,
            name: known(name),
            first,
            last,
            most,
            mostAt: new Date(mostAtMs).toISOString(),
            limit: known(size),
          })),
        }),
    ...(series.lines === undefined ? {} : { logLines: linesOf(series.lines) }),
    stretches: evenly(series.buckets, limit.stretches).map((bucket) => stretchRow(series, bucket)),
  };
};

/** What was read of collections, by each kind of evidence: counters first, then the log. */
export const gcViews = ({ models }: Evidence, subject: string): readonly GcView[] =>
  (['gc-counters', 'gc-log'] as const).flatMap((kind) => {
    const series = models[kind];
    return series === undefined ? [] : [gcView(series, subject)];
  });
