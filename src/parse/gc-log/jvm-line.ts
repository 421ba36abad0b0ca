import type { GcCollector, GcJvm } from '../../model/gc-series.ts';
import { detached } from '../text/lines.ts';
import { numberAt, sizeAt } from './number.ts';

const collectors: Readonly<Record<string, GcCollector>> = {
  G1: 'G1',
  Parallel: 'Parallel',
  Serial: 'Serial',
  Shenandoah: 'Shenandoah',
  'Concurrent Mark Sweep': 'CMS',
  'The Z Garbage Collector': 'ZGC',
  Epsilon: 'Epsilon',
};

/** The collector that a `Using ...` line of a starting JVM names. */
export const collectorStarted = (message: string): GcCollector | undefined =>
  message.startsWith('Using ') ? collectors[message.slice(6).trim()] : undefined;

const bytesAfter = (message: string, prefix: string): number | undefined => {
  const bytes = sizeAt(message, prefix.length);
  return Number.isNaN(bytes) || bytes === 0 ? undefined : bytes;
};

const featureOf = (version: string): number =>
  Number(version.startsWith('1.') ? version.slice(2, 3) : Number.parseInt(version, 10));

type Field = (message: string, prefix: string) => GcJvm | undefined;

const heapMax: Field = (message, prefix) => {
  const heapMaxBytes = bytesAfter(message, prefix);
  return heapMaxBytes === undefined ? undefined : { heapMaxBytes };
};

const region: Field = (message, prefix) => {
  const regionBytes = bytesAfter(message, prefix);
  return regionBytes === undefined ? undefined : { regionBytes };
};

const fields: readonly (readonly [string, Field])[] = [
  ['Heap Max Capacity: ', heapMax],
  ['Max Capacity: ', heapMax],
  ['Heap Region Size: ', region],
  ['Heap region size: ', region],
  [
    'Version: ',
    (message, prefix) => {
      const version = message.slice(prefix.length).split(' ')[0] ?? '';
      const jdk = featureOf(version);
      return Number.isFinite(jdk) ? { version: detached(version), jdk } : undefined;
    },
  ],
  [
    'CPUs: ',
    (message) => {
      const available = message.indexOf('total, ');
      const cpus = available === -1 ? Number.NaN : numberAt(message, available + 7);
      return Number.isNaN(cpus) ? undefined : { cpus };
    },
  ],
  ['Memory: ', (message, prefix) => ({ memoryBytes: bytesAfter(message, prefix) ?? 0 })],
  [
    'Parallel Workers: ',
    (message, prefix) => {
      const gcThreads = numberAt(message, prefix.length);
      return Number.isNaN(gcThreads) ? undefined : { gcThreads };
    },
  ],
  [
    'Initialize Shenandoah heap: ',
    (message) => {
      const max = message.lastIndexOf(', ');
      const bytes = max === -1 ? Number.NaN : sizeAt(message, max + 2);
      return Number.isNaN(bytes) ? undefined : { heapMaxBytes: bytes };
    },
  ],
  ['Regions: ', (message) => region(message, message.slice(0, message.indexOf(' x ') + 3))],
  ['Mode: Generational', () => ({ collector: 'Shenandoah generational' })],
];

/** What a line about the JVM itself says. */
export const jvmLine = (message: string): GcJvm | undefined => {
  for (const [prefix, read] of fields) if (message.startsWith(prefix)) return read(message, prefix);
  return undefined;
};

const flagCollectors: readonly (readonly [string, GcCollector])[] = [
  ['-XX:+UseG1GC', 'G1'],
  ['-XX:+UseConcMarkSweepGC', 'CMS'],
  ['-XX:+UseParallelGC', 'Parallel'],
  ['-XX:+UseParallelOldGC', 'Parallel'],
  ['-XX:+UseSerialGC', 'Serial'],
  ['-XX:+UseShenandoahGC', 'Shenandoah'],
];

const flagNumber = (args: string, name: string): number | undefined => {
  const at = args.indexOf(`-XX:${name}=`);
  const value = at === -1 ? Number.NaN : numberAt(args, at + name.length + 5);
  return Number.isNaN(value) ? undefined : value;
};

/** `CommandLine flags: -XX:InitialHeapSize=67108864 ...` of JDK 8: all values in bytes. */
export const commandLineFlags = (args: string): GcJvm => {
  const collector = flagCollectors.find(([flag]) => args.includes(flag))?.[1];
  const heapMaxBytes = flagNumber(args, 'MaxHeapSize');
  const metaspaceMaxBytes = flagNumber(args, 'MaxMetaspaceSize');
  const regionBytes = flagNumber(args, 'G1HeapRegionSize');
  return {
    args: detached(args),
    ...(collector === undefined ? {} : { collector }),
    ...(heapMaxBytes === undefined ? {} : { heapMaxBytes }),
    ...(metaspaceMaxBytes === undefined ? {} : { metaspaceMaxBytes }),
    ...(regionBytes === undefined ? {} : { regionBytes }),
  };
};

const banner =
  /^(?:OpenJDK|Java HotSpot\(TM\)|Eclipse OpenJ9|\S{1,30}) (?:64-Bit |32-Bit )?(?:Server|Client|Zero) VM \([^)]{1,80}\) for \S{1,60} JRE \(([^)]{1,80})\)/;

/** First line of a log of JDK 7 and 8. */
export const bannerLine = (line: string): GcJvm | undefined => {
  const version = banner.exec(line)?.[1];
  if (version === undefined) return undefined;
  const jdk = featureOf(version);
  return { version: detached(version), ...(Number.isFinite(jdk) ? { jdk } : {}) };
};
