import type { LifeIdentity } from '../../model/fold.ts';
import type {
  GcBeside,
  GcEvent,
  GcJvm,
  GcLogLines,
  GcPiece,
  GcSample,
  GcSeries,
  GcSource,
} from '../../model/gc-series.ts';
import { timeAxis } from './axis.ts';
import { bucketFiller, stopsWorld } from './bucket-filler.ts';
import { timeBuckets } from './buckets.ts';
import { isConcurrent, pausesAreSmall, pausesAreTimed, showsLeft } from './collector.ts';
import { collectionsBetween } from './differences.ts';
import { floorsOf } from './floors.ts';
import { tallies } from './tallies.ts';
import { greatest, thinned } from './thinned.ts';

/** Kept of each list, at most: see GcSeries. */
const maxSamples = 800;
const maxEvents = 2000;
const maxNotable = 2000;
const maxLongest = 10;

/** Kept apart from the many young collections, so that none of them pushes these out. */
const isNotable = (event: GcEvent): boolean => event.kind === 'full' || (event.marks?.length ?? 0) > 0;

const bothLines = (a: GcLogLines, b: GcLogLines): GcLogLines => {
  const first = a.firstUnidentified ?? b.firstUnidentified;
  const firstOther = a.firstOther ?? b.firstOther;
  return {
    recognised: a.recognised + b.recognised,
    unidentified: a.unidentified + b.unidentified,
    other: a.other + b.other,
    ...(first === undefined ? {} : { firstUnidentified: first }),
    ...(firstOther === undefined ? {} : { firstOther }),
  };
};

const most = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b);

/**
 * Folds the samples and events of one JVM life into a bounded series, in the order they come (any order of files; in order of time
 * inside of one). Memory stays below a few MB whatever comes.
 */
export const gcSeries = () => {
  const sources = new Set<GcSource>();
  const artifacts = new Set<string>();
  const axis = timeAxis();
  const samples = thinned<GcSample>(maxSamples);
  const events = thinned<GcEvent>(maxEvents);
  const notable = thinned<GcEvent>(maxNotable);
  const longest = greatest<GcEvent>(maxLongest, ({ durationMs = 0 }) => durationMs);
  const tallied = tallies();
  const buckets = timeBuckets();
  const filled = bucketFiller(buckets);
  const floors = floorsOf();
  let jvm: GcJvm = {};
  let lines: GcLogLines | undefined;
  let beside: readonly GcBeside[] | undefined;
  let before: { readonly sample: GcSample; readonly tMs: number | undefined; readonly artifactId: string } | undefined;
  const peaks: {
    heapUsedBytes?: number | undefined;
    oldUsedBytes?: number | undefined;
    heapCapacityBytes?: number | undefined;
  } = {};

  const tally = (event: GcEvent): void => {
    tallied.add(event);
    (isNotable(event) ? notable : events).add(event);
    if (stopsWorld(event) && event.durationMs !== undefined && !event.derived) longest.add(event);
  };

  const addEvent = (event: GcEvent): void => {
    tally(event);
    const tMs = axis.place(event);
    if (tMs === undefined) return;
    if (axis.axis() !== 'ordinal') filled.event(event, tMs);
    floors.event(tMs, event);
    peaks.heapUsedBytes = most(peaks.heapUsedBytes, event.heap?.beforeBytes);
    peaks.oldUsedBytes = most(peaks.oldUsedBytes, event.old?.beforeBytes);
    peaks.heapCapacityBytes = most(peaks.heapCapacityBytes, event.heap?.capacityBytes);
  };

  const addSample = (sample: GcSample, artifactId: string, how: 'read' | 'history' | 'left elsewhere'): void => {
    samples.add(sample);
    const tMs = axis.place(sample);
    const last = before?.artifactId === artifactId ? before : undefined;
    before = { sample, tMs, artifactId };
    peaks.heapUsedBytes = most(peaks.heapUsedBytes, sample.heap?.usedBytes);
    peaks.oldUsedBytes = most(peaks.oldUsedBytes, sample.old?.usedBytes);
    peaks.heapCapacityBytes = most(peaks.heapCapacityBytes, sample.heap?.capacityBytes);
    const all = last === undefined ? [] : collectionsBetween(last.sample, sample);
    const between = pausesAreTimed(jvm.collector) ? all : all.map(({ durationMs: _, ...event }) => event);
    for (const event of between) tally({ ...event, artifactId });
    if (tMs === undefined) return;
    if (last?.tMs !== undefined && axis.axis() !== 'ordinal')
      filled.samples(last.sample, sample, last.tMs, tMs, between, pausesAreSmall(jvm.collector));
    for (const event of between) if (event.kind === 'full') floors.event(tMs, { ...event, artifactId });
    // What full collections left is known from their count, but not in a history, whose points lie far apart.
    if (how === 'left elsewhere' || (how === 'read' && !(isConcurrent(jvm.collector) && showsLeft(jvm.collector))))
      return;
    const counted = sample.concurrentPauseCount !== undefined;
    floors.sample(tMs, sample, counted ? between.some(({ kind }) => kind === 'pause') : undefined);
  };

  return {
    add: ({ artifactId, source, ...piece }: GcPiece): void => {
      const { jvm: said, samples: more = [], events: happened = [], lines: read } = piece;
      beside = piece.beside ?? beside;
      sources.add(source);
      artifacts.add(artifactId);
      if (read !== undefined) lines = lines === undefined ? read : bothLines(lines, read);
      if (said !== undefined) jvm = { ...jvm, ...said };
      const how = source !== 'prometheus' ? 'read' : piece.left === undefined ? 'history' : 'left elsewhere';
      for (const sample of more) addSample(sample, artifactId, how);
      for (const event of piece.left ?? []) {
        const tMs = axis.place(event);
        if (tMs !== undefined) floors.event(tMs, { ...event, artifactId });
      }
      for (const event of happened) addEvent(event.artifactId === undefined ? { ...event, artifactId } : event);
    },
    jvm: (): GcJvm => jvm,
    newest: (): GcSample | undefined => before?.sample,
    value: (): GcSeries => {
      const tOf = (clock: GcEvent | GcSample): number => (axis.axis() === 'uptime' ? clock.uptimeMs : clock.atMs) ?? 0;
      const first = axis.first();
      const last = axis.last();
      return {
        sources: [...sources],
        artifacts: [...artifacts],
        jvm,
        axis: axis.axis(),
        ...(first === undefined ? {} : { first }),
        ...(last === undefined ? {} : { last }),
        samples: [...samples.list()].sort((a, b) => tOf(a) - tOf(b)),
        sampleTotal: samples.total(),
        ...(lines === undefined ? {} : { lines }),
        ...(beside === undefined ? {} : { beside }),
        events: [...events.list(), ...notable.list()].sort((a, b) => tOf(a) - tOf(b)),
        eventTotal: tallied.total(),
        tallies: tallied.list(),
        marks: tallied.marks(),
        longest: longest.list(),
        bucketMs: buckets.widthMs(),
        buckets: buckets.list(),
        floors: floors.list(),
        peaks: Object.fromEntries(Object.entries(peaks).filter(([, value]) => value !== undefined)),
      };
    },
  };
};

/** gcSeries(), with what the series says of whose it is. */
export const identifiedSeries = () => {
  const series = gcSeries();
  return {
    ...series,
    identity: (): LifeIdentity => {
      const { version, jdk, pid, mainClass, place } = series.jvm();
      const release = version ?? jdk?.toString();
      return {
        ...(release === undefined ? {} : { version: release }),
        ...(pid === undefined ? {} : { pid }),
        ...(mainClass === undefined ? {} : { mainClass }),
        ...(place === undefined ? {} : { place }),
      };
    },
  };
};
