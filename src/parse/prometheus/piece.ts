import type { GcEvent, GcPiece, GcSample } from '../../model/gc-series.ts';
import { besideIn } from './beside.ts';
import { collectionsIn } from './collections.ts';
import type { Series } from './matrix.ts';
import { collectorOf, isMaximum, isUsed, nameOf, poolOf } from './names.ts';
import { valleysOf } from './valleys.ts';

const newest = (series: Series | undefined): number | undefined => {
  const value = series?.values.at(-1)?.value;
  return value === undefined || value <= 0 ? undefined : value;
};

/** Collectors whose pool is the whole heap. */
const wholeHeap: ReadonlySet<string> = new Set(['ZGC', 'Shenandoah']);

/** Old or the heap, and metaspace at the same moments. */
const samplesOf = (
  space: 'old' | 'heap',
  old: Series,
  metaspace: Series | undefined,
  oldMax: number | undefined,
): readonly GcSample[] => {
  const beside = new Map(metaspace?.values.map(({ atMs, value }) => [atMs, value]));
  return old.values.map(({ atMs, value }) => {
    const usedBytes = beside.get(atMs);
    return {
      atMs,
      [space]: { usedBytes: value, ...(oldMax === undefined ? {} : { capacityBytes: oldMax }) },
      ...(usedBytes === undefined ? {} : { metaspace: { usedBytes } }),
    };
  });
};

/** The size of the live data, where Micrometer gives it; of a generation it is set by collections that did not look at all of it, too. */
const leftOf = (live: Series | undefined, heapMax: number | undefined): readonly GcEvent[] | undefined => {
  const known = (live?.values ?? []).filter(({ value }) => value > 0);
  if (known.length === 0) return undefined;
  return valleysOf(known).map(({ atMs, value }) => ({
    kind: 'cycle',
    derived: true,
    atMs,
    heap: { afterBytes: value, ...(heapMax === undefined ? {} : { capacityBytes: heapMax }) },
  }));
};

/** What the series of one JVM say; undefined: they hold no old generation at that time. `place`: where it runs. */
export const pieceOf = (artifactId: string, all: readonly Series[], place: string): GcPiece | undefined => {
  const old = all.find((series) => isUsed(series) && collectorOf(series) !== undefined && series.values.length > 0);
  if (old === undefined) return undefined;
  const maximum = all.filter(isMaximum);
  const oldMax = newest(maximum.find((series) => poolOf(series) === poolOf(old)));
  const heap = maximum.filter(({ labels }) => labels['area'] === 'heap').map((one) => newest(one) ?? 0);
  const heapMax = Math.max(0, ...heap);
  const live = all.find((series) => nameOf(series) === 'jvm_gc_live_data_size_bytes');
  const metaspace = all.find((series) => isUsed(series) && poolOf(series) === 'Metaspace');
  const started = all.find((series) => nameOf(series) === 'process_start_time_seconds')?.values.at(-1)?.value;
  const collector = collectorOf(old);
  const space = wholeHeap.has(collector ?? '') ? 'heap' : 'old';
  const left = space === 'heap' ? leftOf(live, oldMax) : undefined;
  const beside = besideIn(all);
  return {
    artifactId,
    source: 'prometheus',
    jvm: {
      ...(collector === undefined ? {} : { collector }),
      ...(heapMax > 0 ? { heapMaxBytes: heapMax } : {}),
      ...(oldMax === undefined ? {} : { oldMaxBytes: oldMax }),
      ...(started === undefined ? {} : { startedAtMs: Math.round(started * 1000) }),
      place,
    },
    samples: samplesOf(space, old, metaspace, oldMax),
    events: [...collectionsIn(all)].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0)),
    ...(left === undefined ? {} : { left }),
    ...(beside.length === 0 ? {} : { beside }),
  };
};
