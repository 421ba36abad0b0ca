import type { GcCollector, GcJvm } from '../../model/gc-series.ts';
import type { CounterLookup } from '../../model/perf-data.ts';
import { sizeBytes } from './size.ts';

const policies: Readonly<Record<string, GcCollector>> = {
  'Copy:MSC': 'Serial',
  'ParScav:MSC': 'Parallel',
  'ParNew:CMS': 'CMS',
  GarbageFirst: 'G1',
};

const text = (counters: CounterLookup, name: string): string | undefined => {
  const value = counters.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const number = (counters: CounterLookup, name: string): number | undefined => {
  const value = counters.get(name);
  return typeof value === 'number' ? value : undefined;
};

/** Which collector runs, from the names it gives its counters. JDK 8 to 27. */
export const collectorOf = (counters: CounterLookup): GcCollector | undefined => {
  const byPolicy = policies[text(counters, 'sun.gc.policy.name') ?? ''];
  if (byPolicy !== undefined) return byPolicy;
  const names = [0, 1, 2].map((index) => text(counters, `sun.gc.collector.${index}.name`) ?? '');
  if (names.some((name) => name.startsWith('Shenandoah'))) {
    return /ShenandoahGCMode=generational/.test(text(counters, 'java.rt.vmArgs') ?? '')
      ? 'Shenandoah generational'
      : 'Shenandoah';
  }
  if (/minor/i.test(names[0] ?? '')) return 'ZGC generational';
  if (/^Z/.test(names[2] ?? '')) return 'ZGC';
  const generation = text(counters, 'sun.gc.generation.1.name');
  if (names.every((name) => name === ''))
    return generation === 'Heap' ? 'Epsilon' : generation === 'old' ? 'ZGC' : undefined;
  return undefined;
};

/** The last `-XX:NAME=size` among the arguments. */
const sizeFlag = (args: string, name: string): number | undefined => {
  const value = [...args.matchAll(new RegExp(`-XX:${name}=(\\S+)`, 'g'))].at(-1)?.[1];
  return value === undefined ? undefined : sizeBytes(value);
};

/** One space for the whole heap, or regions that move between generations: the maximum of old is that of the heap. */
const sharesHeap = (collector: GcCollector | undefined): boolean =>
  collector !== 'Serial' && collector !== 'Parallel' && collector !== 'CMS';

/** G1 up to JDK 17 adds 8 bytes, so that nothing is divided by 0 (G1MonitoringSupport::pad_capacity). */
const wholeKibibytes = (bytes: number | undefined): number | undefined =>
  bytes === undefined ? undefined : bytes - (bytes % 1024);

/** What counters say of the JVM itself. */
export const gcJvmOf = (counters: CounterLookup): GcJvm => {
  const collector = collectorOf(counters);
  const version = text(counters, 'java.property.java.version');
  const jdk = /^(?:1\.)?(\d+)/.exec(version ?? '')?.[1];
  const args = text(counters, 'java.rt.vmArgs');
  const mainClass = text(counters, 'sun.rt.javaCommand')?.split(' ')[0];
  const oldMaxBytes = wholeKibibytes(number(counters, 'sun.gc.generation.1.space.0.maxCapacity'));
  const youngMaxBytes = number(counters, 'sun.gc.generation.0.maxCapacity') ?? 0;
  const heapMaxBytes =
    oldMaxBytes === undefined ? undefined : oldMaxBytes + (sharesHeap(collector) ? 0 : youngMaxBytes);
  const startedAtMs = number(counters, 'sun.rt.createVmBeginTime');
  const metaspaceMaxBytes = sizeFlag(args ?? '', 'MaxMetaspaceSize');
  return {
    ...(collector === undefined ? {} : { collector }),
    ...(jdk === undefined ? {} : { jdk: Number(jdk) }),
    ...(version === undefined ? {} : { version }),
    ...(startedAtMs === undefined || startedAtMs <= 0 ? {} : { startedAtMs }),
    ...(heapMaxBytes === undefined ? {} : { heapMaxBytes }),
    ...(oldMaxBytes === undefined ? {} : { oldMaxBytes }),
    ...(metaspaceMaxBytes === undefined ? {} : { metaspaceMaxBytes }),
    ...(args === undefined ? {} : { args }),
    ...(mainClass === undefined ? {} : { mainClass }),
  };
};

/** gcJvmOf() of readings of one JVM one after the other: worked out once for each, as nothing of it changes. */
export const rememberedJvm = (): ((
  counters: CounterLookup & { readonly names: readonly string[] },
  anew: boolean,
) => GcJvm) => {
  let names: readonly string[] | undefined;
  let jvm: GcJvm = {};
  return (counters, anew) => {
    if (anew || names !== counters.names) jvm = gcJvmOf(counters);
    names = counters.names;
    return jvm;
  };
};
