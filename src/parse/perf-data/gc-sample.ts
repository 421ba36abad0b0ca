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

type SpaceDraft = { -readonly [K in keyof GcSpace]: GcSpace[K] };

const spaceOf = (usedBytes: number | undefined, capacityBytes: number | undefined): GcSpace => {
  const space: SpaceDraft = {};
  if (usedBytes !== undefined) space.usedBytes = usedBytes;
  if (capacityBytes !== undefined) space.capacityBytes = capacityBytes;
  if (usedBytes !== undefined && capacityBytes) space.usedPct = (100 * usedBytes) / capacityBytes;
  return space;
};

const spaceAt = (counters: CounterLookup, names: ReturnType<typeof spaceNames>): GcSpace | undefined => {
  const usedBytes = number(counters, names.used);
  const capacityBytes = number(counters, names.capacity);
  return usedBytes === undefined && capacityBytes === undefined ? undefined : spaceOf(usedBytes, capacityBytes);
};

const plus = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

/** The sum of spaces; a figure that one of them does not have is unknown. */
const together = (spaces: readonly (GcSpace | undefined)[]): GcSpace | undefined => {
  let sum: GcSpace | undefined;
  for (const space of spaces) {
    if (space === undefined) continue;
    sum =
      sum === undefined
        ? space
        : spaceOf(plus(sum.usedBytes, space.usedBytes), plus(sum.capacityBytes, space.capacityBytes));
  }
  return sum;
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
  const safepointCount = number(counters, 'sun.rt.safepoints');
  const safepointTimeMs = ms('sun.rt.safepointTime');
  const safepointSyncTimeMs = ms('sun.rt.safepointSyncTime');
  const applicationTimeMs = ms('sun.rt.applicationTime');
  const threadCount = number(counters, 'java.threads.live');
  if (safepointCount !== undefined) draft.safepointCount = safepointCount;
  if (safepointTimeMs !== undefined) draft.safepointTimeMs = safepointTimeMs;
  if (safepointSyncTimeMs !== undefined) draft.safepointSyncTimeMs = safepointSyncTimeMs;
  if (applicationTimeMs !== undefined) draft.applicationTimeMs = applicationTimeMs;
  if (threadCount !== undefined) draft.threadCount = threadCount;
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
