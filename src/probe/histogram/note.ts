import type { HistogramNote } from '../../model/histogram.ts';
import type { RungContext } from '../../model/probe.ts';
import { type Counters, numberCounter, textCounter } from '../perf/counters.ts';
import { readOwnCounters } from '../perf/locate.ts';

/** Pauses of one concurrent cycle, by what the collector's counter is called: only whole cycles reach the old generation. */
const pausesPerCycle: readonly (readonly [RegExp, number])[] = [
  [/^G1 stop-the-world phases|^G1 concurrent/, 2],
  [/^Z concurrent|^ZGC (?:major|concurrent)/, 3],
  [/^CMS/, 2],
];

/** Collections that reached the old generation: full ones, and whole concurrent cycles. Shenandoah counts phases, four in a cycle. */
const oldCollections = (counters: Counters): number | undefined => {
  const of = (index: number, divisor: number): number | undefined => {
    const count = numberCounter(counters, `sun.gc.collector.${index}.invocations`);
    return count === undefined ? undefined : Math.floor(count / divisor);
  };
  const isShenandoah = textCounter(counters, 'sun.gc.collector.1.name')?.startsWith('Shenandoah') === true;
  const third = textCounter(counters, 'sun.gc.collector.2.name') ?? '';
  const divisor = pausesPerCycle.find(([name]) => name.test(third))?.[1];
  const full = of(1, isShenandoah ? 4 : 1);
  const cycles = divisor === undefined ? undefined : of(2, divisor);
  return full === undefined && cycles === undefined ? undefined : (full ?? 0) + (cycles ?? 0);
};

const spaces = (counters: Counters, what: 'used' | 'capacity', generation: number): number | undefined => {
  const values = [0, 1, 2].map((space) =>
    numberCounter(counters, `sun.gc.generation.${generation}.space.${space}.${what}`),
  );
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
};

/**
 * What garbage the young generation may hold. The counters of eden stand still between collections where no sampler writes them
 * (JDK 25: Serial, Parallel): its capacity is never too little.
 */
const youngBytes = (counters: Counters): number | undefined => spaces(counters, 'capacity', 0);

/** -Xmx by the counters. */
export const heapMaxBytes = (counters: Counters | undefined): number | undefined => {
  if (counters === undefined) return undefined;
  const old = numberCounter(counters, 'sun.gc.generation.1.maxCapacity');
  const young = numberCounter(counters, 'sun.gc.generation.0.maxCapacity');
  if (old === undefined) return undefined;
  // Where both may grow to the whole heap (G1) each says so, give or take a few words.
  return young !== undefined && Math.abs(old - young) > 1024 ? old + young : old;
};

/** Bytes of objects and garbage on the heap as the counters have it; undefined where they say nothing of it. */
export const heapUsedBytes = (counters: Counters | undefined): number | undefined => {
  if (counters === undefined) return undefined;
  const parts = [spaces(counters, 'used', 0), spaces(counters, 'used', 1)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum + part, 0);
};

export type NotedCounters = { readonly note: HistogramNote; readonly usedBytes?: number };

/** The moment of a histogram by the JVM's own counters; empty where it keeps none. */
export const noteMoment = async (context: RungContext): Promise<NotedCounters> => {
  const counters = await readOwnCounters(context);
  if (counters === undefined) return { note: {} };
  const [collections, young, maximum] = [oldCollections(counters), youngBytes(counters), heapMaxBytes(counters)];
  const usedBytes = heapUsedBytes(counters);
  return {
    note: {
      ...(collections === undefined ? {} : { oldCollections: collections }),
      ...(young === undefined ? {} : { youngBytes: young }),
      ...(maximum === undefined ? {} : { heapMaxBytes: maximum }),
    },
    ...(usedBytes === undefined ? {} : { usedBytes }),
  };
};

/** The line that goes before the JVM's own text: what was asked for, and the counters of the moment. */
export const noteLine = (live: boolean, note: HistogramNote): string => {
  const values = Object.entries(note).map(([name, value]) => `; ${name}=${value}`);
  return `# jdiag: GC.class_histogram${live ? '' : ' -all'}${values.join('')}\n`;
};
