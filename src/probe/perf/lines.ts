import { type CounterLine, counterFormat } from '../../model/gc-counters-line.ts';
import type { CounterReading } from '../../parse/perf-data/reader.ts';

/** What may change and says something of collections, safepoints, classes and threads; sizing policies and TLABs change all the time. */
const followed =
  /^(?:sun\.gc\.(?:generation|collector|metaspace|compressedclassspace|cause|lastCause)|sun\.rt\.(?:safepoint|applicationTime)|sun\.threads\.|java\.threads\.|java\.cls\.|java\.ci\.totalTime)/;

const time = (atMs: number): string => new Date(atMs).toISOString();

/** Turns readings into lines: the first full, then what changed. */
export const counterLines = () => {
  let last: CounterReading | undefined;
  let places: readonly number[] = [];
  let isFirst = true;

  const full = (reading: CounterReading, atMs: number, pid: number | undefined): CounterLine => {
    const line: CounterLine = {
      ...(isFirst ? { format: counterFormat } : {}),
      at: time(atMs),
      ...(isFirst ? {} : { restarted: true as const }),
      ...(pid === undefined ? {} : { pid }),
      counters: Object.fromEntries(reading.names.map((name, index) => [name, reading.value(index)])),
    };
    isFirst = false;
    places = reading.names.flatMap((name, index) => (followed.test(name) ? [index] : []));
    return line;
  };

  return {
    line: (
      reading: CounterReading,
      atMs: number,
      about: { readonly torn: boolean; readonly pid?: number },
    ): CounterLine => {
      const before = last;
      last = reading;
      if (before === undefined) return full(reading, atMs, about.pid);
      // Another layout of the same JVM: a counter more. All names are looked up again.
      if (before.names !== reading.names) {
        places = reading.names.flatMap((name, index) => (followed.test(name) ? [index] : []));
      }
      const changed: Record<string, number | string> = {};
      for (const index of places) {
        const value = reading.value(index);
        const name = reading.names[index] as string;
        const was = before.names === reading.names ? before.value(index) : before.get(name);
        if (was !== value) changed[name] = value;
      }
      return { at: time(atMs), ...(about.torn ? { torn: true as const } : {}), changed };
    },
    /** The next reading is of another JVM. */
    restart: (): void => {
      last = undefined;
    },
  };
};
