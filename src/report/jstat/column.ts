import type { CounterLookup } from '../../model/perf-data.ts';
import { decimal } from './decimal.ts';

/** One column of jstat: how it is headed, aligned and filled. Source: sun/tools/jstat/resources/jstat_options of each JDK. */
export type Column = {
  readonly header: string;
  readonly width: number;
  readonly align: 'left' | 'right' | 'center';
  /** The text, before it is aligned. */
  readonly text: (counters: CounterLookup) => string;
};

/** Printed where a counter is missing. */
const absent = '-';

const number = (counters: CounterLookup, name: string): number | undefined => {
  const value = counters.get(name);
  // A long beyond 2^53 is kept as text; jstat computes in doubles as well.
  const known = typeof value === 'string' ? Number(value) : value;
  return known === undefined || Number.isNaN(known) ? undefined : known;
};

const formatted = (value: number | undefined, digits: number): string =>
  value === undefined ? absent : decimal(value, digits);

export const kibibytes =
  (name: string) =>
  (counters: CounterLookup): string => {
    const bytes = number(counters, name);
    return formatted(bytes === undefined ? undefined : bytes / 1024, 1);
  };

/** Used of capacity; of no capacity there is no share. */
export const percent =
  (prefix: string) =>
  (counters: CounterLookup): string => {
    const capacity = number(counters, `${prefix}.capacity`);
    const used = number(counters, `${prefix}.used`);
    if (!capacity || used === undefined) return absent;
    return formatted((1 - (capacity - used) / capacity) * 100, 2);
  };

export const count =
  (name: string) =>
  (counters: CounterLookup): string =>
    formatted(number(counters, name), 0);

/** Seconds of the collectors together; a single one that is missing is `-`, of several it counts nothing. */
export const seconds =
  (collectors: readonly number[]) =>
  (counters: CounterLookup): string => {
    const frequency = number(counters, 'sun.os.hrt.frequency');
    const ticks = collectors.map((index) => number(counters, `sun.gc.collector.${index}.time`));
    if (frequency === undefined || (ticks.length === 1 && ticks[0] === undefined)) return absent;
    return formatted(ticks.reduce<number>((sum, part) => sum + (part ?? 0), 0) / frequency, 3);
  };

export const words =
  (name: string) =>
  (counters: CounterLookup): string => {
    const value = counters.get(name);
    return value === undefined ? absent : String(value);
  };

/** As jstat pads: in the middle half of the rest goes before, an odd one behind. */
export const aligned = (text: string, width: number, align: Column['align']): string => {
  const pad = width - text.length;
  if (pad <= 0) return text;
  if (align === 'left') return text.padEnd(width);
  if (align === 'right') return text.padStart(width);
  return text.padStart(text.length + Math.floor(pad / 2)).padEnd(width);
};
