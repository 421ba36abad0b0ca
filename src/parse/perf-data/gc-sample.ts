import type { GcJvm, GcSample, GcSpace } from '../../model/gc-series.ts';
import type { CounterLookup } from '../../model/perf-data.ts';

type Draft = { -readonly [K in keyof GcSample]: GcSample[K] };

const number = (counters: CounterLookup, name: string): number | undefined => {
  const value = counters.get(name);
  return typeof value === 'number' ? value : undefined;
};

/** Names are made once: put together for each reading they would cost more than the reading. */
const spaceNames = (prefix: string) => ({ used: `${prefix}.used`, capacity: `${prefix}.capacity` });
const oldNames = spaceNames('sun.gc.generation.1.space.0');
const youngNames = [0, 1, 2].map((index) => spaceNames(`sun.gc.generation.0.space.${index}`));
const metaspaceNames = spaceNames('sun.gc.metaspace');
const classSpaceNames = spaceNames('sun.gc.compressedclassspace');
const collectorNames = [0, 1, 2].map((index) => ({
  invocations: `sun.gc.collector.${index}.invocations`,
  time: `sun.gc.collector.${index}.time`,
  entered: `sun.gc.collector.${index}.lastEntryTime`,
  left: `sun.gc.collector.${index}.lastExitTime`,
}));

const spaceAt = (counters: CounterLookup, names: ReturnType<typeof spaceNames>): GcSpace | undefined => {
  const usedBytes = number(counters, names.used);
  const capacityBytes = number(counters, names.capacity);
  if (usedBytes === undefined && capacityBytes === undefined) return undefined;
  return {
    ...(usedBytes === undefined ? {} : { usedBytes }),
    ...(capacityBytes === undefined ? {} : { capacityBytes }),
    ...(usedBytes === undefined || !capacityBytes ? {} : { usedPct: (100 * usedBytes) / capacityBytes }),
  };
};

/** The sum of spaces; undefined as soon as one of their figures is unknown. */
const together = (spaces: readonly (GcSpace | undefined)[]): GcSpace | undefined => {
  const known = spaces.filter((space) => space !== undefined);
  if (known.length === 0) return undefined;
  const sum = (key: 'usedBytes' | 'capacityBytes'): number | undefined =>
    known.reduce<number | undefined>(
      (total, { [key]: part }) => (total === undefined || part === undefined ? undefined : total + part),
      0,
    );
  const usedBytes = sum('usedBytes');
  const capacityBytes = sum('capacityBytes');
  return {
    ...(usedBytes === undefined ? {} : { usedBytes }),
    ...(capacityBytes === undefined ? {} : { capacityBytes }),
    ...(usedBytes === undefined || !capacityBytes ? {} : { usedPct: (100 * usedBytes) / capacityBytes }),
  };
};

/** One space is the whole heap; it is called old in the counters. */
const wholeHeap: readonly GcJvm['collector'][] = ['ZGC', 'Shenandoah', 'Shenandoah generational', 'Epsilon'];

const addSpaces = (draft: Draft, counters: CounterLookup, { collector, heapMaxBytes }: GcJvm): void => {
  const old = spaceAt(counters, oldNames);
  if (wholeHeap.includes(collector)) {
    if (old !== undefined) draft.heap = old;
  } else {
    const young = youngNames.map((names) => spaceAt(counters, names));
    const [eden, survivor0, survivor1] = young;
    if (eden !== undefined) draft.eden = eden;
    if (survivor0 !== undefined) draft.survivor0 = survivor0;
    if (survivor1 !== undefined) draft.survivor1 = survivor1;
    const all = together(young);
    if (all !== undefined) draft.young = all;
    // Generational ZGC: the capacity of old is what it uses now. It says nothing of how full it is.
    if (old !== undefined) draft.old = collector === 'ZGC generational' ? { usedBytes: old.usedBytes ?? 0 } : old;
    const heap = together([...young, old]);
    if (heap !== undefined) draft.heap = heap;
  }
  if (draft.heap !== undefined && heapMaxBytes !== undefined) draft.heap = { ...draft.heap, maxBytes: heapMaxBytes };
  const metaspace = spaceAt(counters, metaspaceNames);
  // JDK 17 and later fill these at the first collection: 0 before it.
  if (metaspace?.capacityBytes) draft.metaspace = metaspace;
  const classSpace = spaceAt(counters, classSpaceNames);
  if (classSpace?.capacityBytes) draft.classSpace = classSpace;
};

const addTotals = (draft: Draft, counters: CounterLookup, { collector, jdk }: GcJvm): void => {
  const frequency = number(counters, 'sun.os.hrt.frequency');
  const ms = (name: string): number | undefined => {
    const ticks = number(counters, name);
    return ticks === undefined || !frequency ? undefined : (ticks / frequency) * 1000;
  };
  const collectors = collectorNames.map(({ invocations, time }) => ({
    count: number(counters, invocations),
    timeMs: ms(time),
  }));
  const [young, full, concurrent] = collectors;
  const times = collectors.map(({ timeMs }) => timeMs).filter((timeMs) => timeMs !== undefined);
  if (times.length > 0) draft.gcTimeMs = times.reduce((sum, timeMs) => sum + timeMs, 0);
  const isShenandoah = collector?.startsWith('Shenandoah') === true;
  if (young?.count !== undefined && !isShenandoah) {
    draft.youngGcCount = young.count;
    if (young.timeMs !== undefined) draft.youngGcTimeMs = young.timeMs;
  }
  // Shenandoah counts every pause there, CMS of JDK 8 the pauses of its cycles as well.
  const isMixture = isShenandoah || (collector === 'CMS' && jdk === 8);
  const [fulls, pauses] = isMixture ? [undefined, full] : [full, concurrent];
  if (fulls?.count !== undefined) {
    draft.fullGcCount = fulls.count;
    if (fulls.timeMs !== undefined) draft.fullGcTimeMs = fulls.timeMs;
  }
  if (pauses?.count !== undefined) {
    draft.concurrentPauseCount = pauses.count;
    if (pauses.timeMs !== undefined) draft.concurrentPauseTimeMs = pauses.timeMs;
  }
  const totals = {
    safepointCount: number(counters, 'sun.rt.safepoints'),
    safepointTimeMs: ms('sun.rt.safepointTime'),
    safepointSyncTimeMs: ms('sun.rt.safepointSyncTime'),
    applicationTimeMs: ms('sun.rt.applicationTime'),
    threadCount: number(counters, 'java.threads.live'),
  };
  for (const [key, value] of Object.entries(totals) as [keyof typeof totals, number | undefined][]) {
    if (value !== undefined) draft[key] = value;
  }
};

/** A collection runs: the used sizes of the spaces may contradict each other until it is over. */
export const duringCollection = (counters: CounterLookup): boolean =>
  collectorNames.some(({ entered, left }) => (number(counters, entered) ?? 0) > (number(counters, left) ?? 0));

/** The sample that one reading of the counters makes. */
export const gcSampleOf = (counters: CounterLookup, jvm: GcJvm, atMs: number): GcSample => {
  const draft: Draft = { atMs };
  if (jvm.startedAtMs !== undefined && jvm.startedAtMs <= atMs) draft.uptimeMs = atMs - jvm.startedAtMs;
  addSpaces(draft, counters, jvm);
  addTotals(draft, counters, jvm);
  const cause = counters.get('sun.gc.cause');
  if (typeof cause === 'string' && cause !== '') draft.cause = cause;
  const lastCause = counters.get('sun.gc.lastCause');
  if (typeof lastCause === 'string' && lastCause !== '') draft.lastCause = lastCause;
  if (duringCollection(counters)) draft.duringCollection = true;
  return draft;
};
