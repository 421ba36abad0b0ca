import { countersOf } from '../../parse/perf-data/layout.ts';

export type Counters = ReadonlyMap<string, number | string>;

/** Undefined when the bytes are no hsperfdata, or one whose JVM has not finished writing it. */
export const readCounters = (bytes: Uint8Array): Counters | undefined => {
  const read = countersOf(bytes);
  return typeof read === 'string' || bytes[7] !== 1 || read.counters.size === 0 ? undefined : read.counters;
};

export const textCounter = (counters: Counters | undefined, name: string): string | undefined => {
  const value = counters?.get(name);
  return typeof value === 'string' ? value : undefined;
};

export const numberCounter = (counters: Counters | undefined, name: string): number | undefined => {
  const value = counters?.get(name);
  return typeof value === 'number' ? value : undefined;
};

/** Feature release, 8 to 27, of `1.8.0_504` or `17.0.15`. */
export const featureRelease = (counters: Counters | undefined): number | undefined => {
  const version = /^(?:1\.)?(\d+)/.exec(textCounter(counters, 'java.property.java.version') ?? '')?.[1];
  return version === undefined ? undefined : Number(version);
};

/** A collection is running: used sizes of the spaces contradict each other until it is over. */
export const duringCollection = (counters: Counters): boolean =>
  [0, 1, 2].some((index) => {
    const entered = numberCounter(counters, `sun.gc.collector.${index}.lastEntryTime`) ?? 0;
    const left = numberCounter(counters, `sun.gc.collector.${index}.lastExitTime`) ?? 0;
    return entered > left;
  });
