import type { GcEvent, GcEventKind } from '../../model/gc-series.ts';
import type { Series } from './matrix.ts';
import { nameOf } from './names.ts';

/** Names of the JVM's collector beans, the label `gc` of the JMX exporter. */
const beans: Readonly<Record<string, GcEventKind>> = {
  'G1 Young Generation': 'young',
  'G1 Old Generation': 'full',
  'G1 Concurrent GC': 'pause',
  'PS Scavenge': 'young',
  'PS MarkSweep': 'full',
  Copy: 'young',
  MarkSweepCompact: 'full',
  ParNew: 'young',
  ConcurrentMarkSweep: 'pause',
  'ZGC Pauses': 'pause',
  'ZGC Minor Pauses': 'pause',
  'ZGC Major Pauses': 'pause',
  'Shenandoah Pauses': 'pause',
};

/** What Micrometer's label `action` says of a notification of the JVM. */
const actions: Readonly<Record<string, GcEventKind>> = {
  'end of minor GC': 'young',
  'end of major GC': 'full',
  'end of GC pause': 'pause',
  'end of concurrent GC pause': 'pause',
};

const kindOf = ({ labels }: Series): GcEventKind | undefined => {
  const { gc = '', action = '' } = labels;
  return beans[gc] ?? actions[action];
};

const isCount = (series: Series): boolean => /^jvm_gc_(?:pause|collection)_seconds_count$/.test(nameOf(series));
export const isCollectionCount = isCount;

/** The same labels, but for the name. */
const key = ({ labels }: Series): string => JSON.stringify([labels['gc'], labels['action'], labels['cause']]);

/** The collections between two points of each counter: how many, and how long together. Sources: Micrometer JvmGcMetrics, client_java GarbageCollectorExports. */
export const collectionsIn = (all: readonly Series[]): readonly GcEvent[] => {
  const sums = new Map(
    all
      .filter((series) => /^jvm_gc_(?:pause|collection)_seconds_sum$/.test(nameOf(series)))
      .map((series) => [key(series), new Map(series.values.map(({ atMs, value }) => [atMs, value]))] as const),
  );
  /** What is taken already before each moment: sums of several kinds lie one after the other, not over each other. */
  const taken = new Map<number, number>();
  return all.filter(isCount).flatMap((series) => {
    const kind = kindOf(series);
    if (kind === undefined) return [];
    const { cause } = series.labels;
    const seconds = sums.get(key(series));
    return series.values.flatMap(({ atMs, value }, i): readonly GcEvent[] => {
      const before = series.values[i - 1];
      const count = before === undefined ? 0 : value - before.value;
      if (before === undefined || count <= 0) return [];
      const [from, to] = [seconds?.get(before.atMs), seconds?.get(atMs)];
      const durationMs = from === undefined || to === undefined ? undefined : Math.max(0, to - from) * 1000;
      const takenMs = taken.get(atMs) ?? 0;
      taken.set(atMs, takenMs + (durationMs ?? 0));
      return [
        {
          kind,
          atMs: atMs - takenMs,
          clockAtEnd: true,
          derived: true,
          count,
          ...(cause === undefined ? {} : { cause }),
          ...(durationMs === undefined ? {} : { durationMs }),
        },
      ];
    });
  });
};
