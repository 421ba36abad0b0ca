import type { Evidence } from '../../model/evidence.ts';
import { MissingFact, number, object, string, type ValueOf } from '../../model/fact.ts';
import type { PodContainerEvidence } from '../../model/pod-evidence.ts';
import { bytesOf, lastOf, type Option } from '../flag/options.ts';
import { holdsBuffers } from '../native/growth.ts';
import { committedHeap, heapMax, optionsFor, type Sized } from './heap-limit.ts';

export const budgetRow = object(
  {
    part: string('heap, metaspace, code cache, thread stacks, direct memory, GC'),
    bytes: number('how large it may grow; stacks: what is reserved now', 'bytes'),
    basis: string('the option or count this rests on'),
  },
  'a part of the memory of a JVM',
);

export type BudgetRow = Exclude<ValueOf<typeof budgetRow>, MissingFact>;

const mebibyte = 2 ** 20;

const given = (options: readonly Option[], ...names: readonly string[]): Sized | undefined => {
  const option = lastOf(options, ...names);
  const bytes = option === undefined ? undefined : bytesOf(option.value);
  return option === undefined || bytes === undefined ? undefined : { bytes, basis: option.text };
};

const counter = ({ models }: Evidence, name: string): number | undefined => {
  const value = models['perf-data']?.counters.get(name);
  return typeof value === 'number' ? value : undefined;
};

/** Without a limit it is what the JVM holds now: it may grow. */
const metaspace = (evidence: Evidence, options: readonly Option[]): Sized | undefined => {
  const limited = given(options, 'MaxMetaspaceSize');
  if (limited !== undefined) return limited;
  const held = counter(evidence, 'sun.gc.metaspace.capacity');
  return held === undefined || held === 0 ? undefined : { bytes: held, basis: 'now, no MaxMetaspaceSize' };
};

/** 240 MB with tiered compilation, 48 MB without (HotSpot compilerDefinitions.cpp). */
const codeCache = (options: readonly Option[]): Sized => {
  const limited = given(options, 'ReservedCodeCacheSize');
  if (limited !== undefined) return limited;
  const tiered = lastOf(options, 'TieredCompilation')?.value !== '-';
  return { bytes: (tiered ? 240 : 48) * mebibyte, basis: `ReservedCodeCacheSize=${tiered ? 240 : 48}m` };
};

const threadCount = ({ models }: Evidence): number | undefined => {
  const counted = models.process?.snapshots.at(-1)?.threadCount ?? models['thread-dump']?.summaries.at(-1)?.total;
  if (counted !== undefined) return counted;
  const live = models['perf-data']?.counters.get('java.threads.live');
  return typeof live === 'number' ? live : undefined;
};

/** 1 MB on Linux for x64 and aarch64, but for -Xss or ThreadStackSize (in KB). */
const stacks = (evidence: Evidence, options: readonly Option[]): Sized | undefined => {
  const count = threadCount(evidence);
  if (count === undefined) return undefined;
  const option = lastOf(options, '-Xss', 'ThreadStackSize');
  const size =
    option === undefined
      ? mebibyte
      : option.name === '-Xss'
        ? bytesOf(option.value)
        : (bytesOf(option.value) ?? 0) * 1024;
  const each = size === undefined || size === 0 ? mebibyte : size;
  return { bytes: count * each, basis: `${count} x ${option?.text ?? 'Xss1m'}` };
};

/** Parts that the other rows have already. */
const counted = /^(?:Java Heap|Class|Metaspace|Code|Thread|GC|GCCardSet|Shared class space)$/;

/** All else the JVM has by native memory tracking: buffers, the compiler, symbols. Direct memory that has a row of its own is left out. */
const otherNative = (evidence: Evidence, isDirectKnown: boolean): Sized | undefined => {
  const categories = evidence.models['native-memory']?.readings.at(-1)?.categories;
  if (categories === undefined) return undefined;
  const others = categories.filter(
    (one) => !counted.test(one.name) && !(isDirectKnown && holdsBuffers(one, categories)),
  );
  return {
    bytes: others.reduce((sum, { committedBytes }) => sum + committedBytes, 0),
    basis: 'now, native memory tracking',
  };
};

/** Card tables, mark bitmaps, remembered sets: shares seen with native memory tracking, of the maximal heap. ~ */
const gcShares: readonly (readonly [flag: string, name: string, share: number])[] = [
  ['UseSerialGC', 'Serial', 0.004],
  ['UseParallelGC', 'Parallel', 0.035],
  ['UseConcMarkSweepGC', 'CMS', 0.035],
  ['UseZGC', 'ZGC', 0.03],
  ['UseShenandoahGC', 'Shenandoah', 0.03],
  ['UseG1GC', 'G1', 0.05],
];

/** Below this, or on one CPU, HotSpot takes Serial by itself, else G1 (os::is_server_class_machine, from JDK 9 on). */
const serverClassBytes = 1792 * mebibyte;

/** The collector that was seen at work, else the one that is asked for, else the one HotSpot would choose. */
const collector = (
  { models }: Evidence,
  options: readonly Option[],
  heap: Sized,
  limitBytes: number | undefined,
): Sized => {
  const seen = models['gc-log']?.jvm.collector ?? models['gc-counters']?.jvm.collector;
  const chosen = limitBytes !== undefined && limitBytes < serverClassBytes ? 'Serial' : 'G1';
  const [, name, share] =
    gcShares.find(([, name]) => seen?.startsWith(name)) ??
    gcShares.find(([flag]) => lastOf(options, flag)?.value === '+') ??
    (gcShares.find(([, name]) => name === chosen) as (typeof gcShares)[number]);
  return { bytes: heap.bytes * share, basis: `~ ${Number((100 * share).toFixed(1))}% of the heap, ${name}` };
};

/**
 * What a JVM may come to need, part by part; parts of which nothing is known are left out, so the sum is a lower bound. Direct
 * memory counts where it is limited: without a limit it may reach the size of the heap again. Throws MissingFact.
 */
export const budgetRows = (
  evidence: Evidence,
  container: PodContainerEvidence | undefined,
  limitBytes: number | undefined,
): readonly BudgetRow[] => {
  const heap = heapMax(evidence, container, limitBytes);
  const { options } = optionsFor(evidence, container);
  const direct = given(options, 'MaxDirectMemorySize');
  const parts: readonly (readonly [string, Sized | undefined])[] = [
    ['heap', heap],
    ['metaspace', metaspace(evidence, options)],
    ['code cache', codeCache(options)],
    ['thread stacks', stacks(evidence, options)],
    ['direct memory', direct],
    ['GC', collector(evidence, options, heap, limitBytes)],
    ['other native memory', otherNative(evidence, direct !== undefined)],
  ];
  return parts.flatMap(([part, sized]) => (sized === undefined ? [] : [{ part, ...sized }]));
};

export const sumOf = (rows: readonly BudgetRow[]): number =>
  rows.reduce((sum, { bytes }) => sum + (bytes as number), 0);

/** The limit on the memory of the JVM: of the spec of its container, else of its cgroup. Throws MissingFact. */
export const memoryLimit = (evidence: Evidence, container: PodContainerEvidence | undefined): number => {
  const cgroup = evidence.models.process?.snapshots.at(-1)?.cgroup?.memoryMaxBytes;
  const limit = container?.memoryLimitBytes ?? (typeof cgroup === 'number' ? cgroup : undefined);
  if (limit === undefined) throw new MissingFact(['pod', 'process'], 'no limit of memory is known');
  return limit;
};

/** Resident memory beyond the committed heap: not less than this is not heap. Throws MissingFact. */
export const nonHeapBytes = (evidence: Evidence): number => {
  const resident = evidence.models.process?.snapshots.at(-1)?.rssBytes;
  const committed = committedHeap(evidence);
  if (resident === undefined) throw new MissingFact(['process'], 'the resident memory is not known');
  if (committed === undefined) throw new MissingFact(['perf-data'], 'the committed heap is not known');
  return Math.max(0, resident - committed);
};
