import type { CounterLookup } from '../../model/perf-data.ts';
import { hasPerfMagic, type Layout, layoutOf, type Place, perfBytes, valueAt } from './layout.ts';

/** A reading decodes what is asked for, when it is asked. A later reading of the same file has the same array of names. */
export type CounterReading = CounterLookup & {
  readonly names: readonly string[];
  /** Of the name at that index. */
  value(index: number): number | string;
};

type Known = Layout & {
  readonly index: ReadonlyMap<string, number>;
  /** Of the head: what would change with another layout. */
  readonly used: number;
  readonly entries: number;
};

/**
 * Reads one hsperfdata file again and again: names are read once, then only the values that are asked for. Answers with a text where the bytes
 * are no complete hsperfdata.
 */
export const perfReader = (): ((bytes: Uint8Array) => CounterReading | string) => {
  let known: Known | undefined;
  return (bytes) => {
    if (bytes.length < 32 || !hasPerfMagic(bytes)) {
      known = undefined;
      return 'this is no hsperfdata file: it does not begin with ca fe c0 c0';
    }
    if (bytes[7] !== 1) return 'the JVM had not finished writing its counters';
    const views = perfBytes(bytes);
    const { littleEndian = bytes[4] === 1 } = known ?? {};
    const used = views.numbers.getInt32(8, littleEndian);
    const entries = views.numbers.getInt32(28, littleEndian);
    if (known === undefined || used !== known.used || entries !== known.entries) {
      const layout = layoutOf(bytes, views);
      if (typeof layout === 'string') return layout;
      known = { ...layout, index: new Map(layout.names.map((name, position) => [name, position])), used, entries };
    }
    if (bytes.length < known.used) return `the file is cut: ${bytes.length} of ${known.used} bytes`;
    const { names, index, places } = known;
    const value = (position: number): number | string => valueAt(views, places[position] as Place, littleEndian);
    return {
      names,
      value,
      get: (name) => {
        const position = index.get(name);
        return position === undefined ? undefined : value(position);
      },
    };
  };
};
