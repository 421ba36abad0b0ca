import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { PodContainerEvidence } from '../../model/pod-evidence.ts';
import { bytesOf, jvmOptions, lastOf, type Option, optionIn } from '../flag/options.ts';
import { orMissing } from '../thread/judged.ts';

/** Bytes and what they rest on: `-Xmx600m`, `MaxRAMPercentage=75`. */
export type Sized = { readonly bytes: number; readonly basis: string };

/** Every word in a spec that is an option of a JVM: of java itself, of a shell line around it, of JAVA_TOOL_OPTIONS. */
export const optionsInSpec = ({ command, javaOptions }: PodContainerEvidence): readonly Option[] =>
  [...Object.values(javaOptions), ...command]
    .flatMap((text) => text.split(/[\s"']+/))
    .filter((word) => /^-X/.test(word))
    .map(optionIn);

/**
 * The options in force. `complete`: the JVM's own list, so that what is not in it has its default; else those of the spec, where
 * the image may add others. Throws nothing.
 */
export const optionsFor = (
  evidence: Evidence,
  container: PodContainerEvidence | undefined,
): { readonly options: readonly Option[]; readonly complete: boolean } => {
  const own = orMissing(() => jvmOptions(evidence));
  if (!(own instanceof MissingFact)) return { options: own, complete: true };
  return { options: container === undefined ? [] : optionsInSpec(container), complete: false };
};

const counter = ({ models }: Evidence, name: string): number | undefined => {
  const value = models['perf-data']?.counters.get(name);
  return typeof value === 'number' && value > 0 ? value : undefined;
};

/** Of G1 each generation may become the whole heap (g1MonitoringSupport.cpp); of the others they add up. */
const fromCounters = (evidence: Evidence): number | undefined => {
  const sizes = [0, 1].flatMap((index) => counter(evidence, `sun.gc.generation.${index}.maxCapacity`) ?? []);
  if (sizes.length === 0) return undefined;
  const policy = evidence.models['perf-data']?.counters.get('sun.gc.collector.0.name');
  const isG1 = typeof policy === 'string' && policy.includes('G1');
  return isG1 ? Math.max(...sizes) : sizes.reduce((sum, size) => sum + size, 0);
};

/** Committed heap: capacities of the generations. */
export const committedHeap = (evidence: Evidence): number | undefined => {
  const sizes = [0, 1].flatMap((index) => counter(evidence, `sun.gc.generation.${index}.capacity`) ?? []);
  return sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0);
};

/** Below 250 MB of memory half of it, else a quarter, but no less than 124.8 MB (HotSpot arguments.cpp, set_heap_size). */
const defaultShare = (limit: number): Sized => {
  const half = limit / 2;
  const floor = 1.3 * 96 * 2 ** 20;
  return half < floor
    ? { bytes: half, basis: 'MinRAMPercentage=50' }
    : { bytes: Math.max(limit / 4, floor), basis: 'MaxRAMPercentage=25' };
};

/** How large the heap may grow. Throws MissingFact where it is not given and its default cannot be told. */
export const heapMax = (
  evidence: Evidence,
  container: PodContainerEvidence | undefined,
  limitBytes: number | undefined,
): Sized => {
  const { options, complete } = optionsFor(evidence, container);
  const given = lastOf(options, '-Xmx', 'MaxHeapSize');
  const bytes = given === undefined ? undefined : bytesOf(given.value);
  if (given !== undefined && bytes !== undefined) return { bytes, basis: given.text };
  const share = lastOf(options, 'MaxRAMPercentage');
  const percent = Number(share?.value);
  if (share !== undefined && percent > 0 && limitBytes !== undefined)
    return { bytes: (limitBytes * percent) / 100, basis: share.text };
  const counted = fromCounters(evidence);
  if (counted !== undefined) return { bytes: counted, basis: 'sun.gc.generation.*.maxCapacity' };
  if (complete && limitBytes !== undefined) return defaultShare(limitBytes);
  throw new MissingFact(['perf-data', 'process'], 'how large the heap may grow is not known');
};
