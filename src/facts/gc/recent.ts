import type { GcSample } from '../../model/gc-series.ts';
import type { WatchedRates } from '../../model/gc-watch.ts';
import { allocatedBetween, rise } from './differences.ts';
import { ring } from './ring.ts';

const windowMs = 60_000;
/** A reading every 50 ms for a minute. */
const maxInWindow = 1200;

type Timed = GcSample & { readonly atMs: number };

const perMinute = (count: number | undefined, spanMs: number): number | undefined =>
  count === undefined ? undefined : (count * windowMs) / spanMs;

const sum = (parts: readonly (number | undefined)[]): number | undefined => {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, part) => total + part, 0);
};

/** Share of the time between two samples in which the application stood still, 0 to 1. */
export const stoodBetween = (a: GcSample, b: GcSample): number | undefined => {
  const stoodMs = rise(a.safepointTimeMs, b.safepointTimeMs);
  const ranMs = rise(a.applicationTimeMs, b.applicationTimeMs);
  if (stoodMs === undefined || ranMs === undefined || stoodMs + ranMs === 0) return undefined;
  return stoodMs / (stoodMs + ranMs);
};

/** Collections of all sorts between two samples, as far as they are counted. */
export const collectedBetween = (a: GcSample, b: GcSample): number | undefined =>
  sum([
    rise(a.youngGcCount, b.youngGcCount),
    rise(a.fullGcCount, b.fullGcCount),
    rise(a.concurrentPauseCount, b.concurrentPauseCount),
  ]);

/** Rates over the last minute of one JVM life. */
export const recentRates = () => {
  const window = ring<Timed>(maxInWindow);
  const allocated = ring<{ readonly atMs: number; readonly bytes: number }>(maxInWindow);
  let last: Timed | undefined;
  return {
    add: (sample: Timed): void => {
      const bytes = last === undefined ? undefined : allocatedBetween(last, sample);
      if (bytes !== undefined) allocated.add({ atMs: sample.atMs, bytes });
      window.add(sample);
      last = sample;
    },
    value: (): WatchedRates | undefined => {
      if (last === undefined) return undefined;
      const fromMs = last.atMs - windowMs;
      const first = window.list().find(({ atMs }) => atMs >= fromMs);
      if (first === undefined || first.atMs >= last.atMs) return undefined;
      const spanMs = last.atMs - first.atMs;
      const young = rise(first.youngGcCount, last.youngGcCount);
      const full = rise(first.fullGcCount, last.fullGcCount);
      const pauses = rise(first.concurrentPauseCount, last.concurrentPauseCount);
      const count = sum([young, full, pauses]);
      const timeMs = rise(first.gcTimeMs, last.gcTimeMs);
      const stood = stoodBetween(first, last);
      const bytes = allocated.list().filter(({ atMs }) => atMs > first.atMs);
      const rates = {
        youngPerMinute: perMinute(young, spanMs),
        fullPerMinute: perMinute(full, spanMs),
        pausesPerMinute: perMinute(pauses, spanMs),
        meanPauseMs: count === undefined || count === 0 || timeMs === undefined ? undefined : timeMs / count,
        stoodPct: stood === undefined ? undefined : 100 * stood,
        allocatedBytesPerSecond:
          bytes.length === 0 ? undefined : (1000 * bytes.reduce((total, part) => total + part.bytes, 0)) / spanMs,
      };
      const known = Object.entries(rates).filter(([, value]) => value !== undefined);
      return { spanMs, ...Object.fromEntries(known) };
    },
  };
};
