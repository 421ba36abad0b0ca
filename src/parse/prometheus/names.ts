import type { GcCollector } from '../../model/gc-series.ts';
import type { Series } from './matrix.ts';

/** Names of the memory pools of old, as Micrometer and the JMX exporter give them. */
const oldPools: readonly (readonly [RegExp, GcCollector])[] = [
  [/^G1 Old Gen$/, 'G1'],
  [/^PS Old Gen$/, 'Parallel'],
  [/^Tenured Gen$/, 'Serial'],
  [/^CMS Old Gen$/, 'CMS'],
  [/^ZGC Old Generation$/, 'ZGC generational'],
  [/^(?:ZHeap|ZGC)/, 'ZGC'],
  [/^Shenandoah/, 'Shenandoah'],
];

export const nameOf = ({ labels }: Series): string => labels['__name__'] ?? '';
export const poolOf = ({ labels }: Series): string => labels['id'] ?? labels['pool'] ?? '';
/** Whose figures they are. A process that Micrometer's `process_start_time_seconds` has no labels of its own for is told by these, too. */
export const instanceOf = ({ labels }: Series): string => labels['pod'] ?? labels['instance'] ?? '';

/** The collector whose old generation a memory pool is. */
export const collectorOf = (series: Series): GcCollector | undefined =>
  oldPools.find(([name]) => name.test(poolOf(series)))?.[1];

export const isUsed = (series: Series): boolean =>
  /^jvm_memory_(?:pool_)?(?:used_bytes|bytes_used)$/.test(nameOf(series));
export const isMaximum = (series: Series): boolean =>
  /^jvm_memory_(?:pool_)?(?:max_bytes|bytes_max)$/.test(nameOf(series));
