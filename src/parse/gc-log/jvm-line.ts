import type { GcCollector, GcJvm } from '../../model/gc-series.ts';
import { ascii, find, findLast, isAt, textOf } from '../text/bytes.ts';
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

const using = ascii('Using ');

/** The collector that a `Using ...` line of a starting JVM names. */
export const collectorStarted = (bytes: Buffer, from: number, to: number): GcCollector | undefined =>
  isAt(bytes, from, using) ? collectors[textOf(bytes, from + using.length, to).trim()] : undefined;

const bytesAt = (bytes: Uint8Array, at: number): number | undefined => {
  const size = sizeAt(bytes, at);
  return Number.isNaN(size) || size === 0 ? undefined : size;
};

const featureOf = (version: string): number =>
  Number(version.startsWith('1.') ? version.slice(2, 3) : Number.parseInt(version, 10));

/** Reads the value that begins at `at`, after the words of the line. */
type Field = (bytes: Buffer, at: number, to: number) => GcJvm | undefined;

const heapMax: Field = (bytes, at) => {
  const heapMaxBytes = bytesAt(bytes, at);
  return heapMaxBytes === undefined ? undefined : { heapMaxBytes };
};

const region: Field = (bytes, at) => {
  const regionBytes = bytesAt(bytes, at);
  return regionBytes === undefined ? undefined : { regionBytes };
};

const version: Field = (bytes, at, to) => {
  const said = textOf(bytes, at, to).split(' ')[0] ?? '';
  const jdk = featureOf(said);
  return Number.isFinite(jdk) ? { version: said, jdk } : undefined;
};

/** `CPUs: 4 total, 2 available`. */
const cpusAvailable: Field = (bytes, at, to) => {
  const available = find(bytes, totally, at, to);
  const cpus = available === -1 ? Number.NaN : numberAt(bytes, available + totally.length);
  return Number.isNaN(cpus) ? undefined : { cpus };
};
const totally = ascii('total, ');

const workers: Field = (bytes, at) => {
  const gcThreads = numberAt(bytes, at);
  return Number.isNaN(gcThreads) ? undefined : { gcThreads };
};

/** What the value after the last such byte and a space says. */
const last =
  (code: number, read: Field): Field =>
  (bytes, at, to) => {
    const found = findLast(bytes, code, at, to);
    return found === -1 ? undefined : read(bytes, found + 2, to);
  };

/** After the comma of `Initialize Shenandoah heap: 8192K initial, 6656K min, 64M max`. */
const shenandoahHeap = last(44, heapMax);
/** After the x of `Regions: 256 x 256K`. */
const regions = last(120, region);

const fields = (
  [
    ['Heap Max Capacity: ', heapMax],
    ['Max Capacity: ', heapMax],
    ['Heap Region Size: ', region],
    ['Heap region size: ', region],
    ['Version: ', version],
    ['CPUs: ', cpusAvailable],
    ['Memory: ', (bytes, at) => ({ memoryBytes: bytesAt(bytes, at) ?? 0 })],
    ['Parallel Workers: ', workers],
    ['Initialize Shenandoah heap: ', shenandoahHeap],
    ['Regions: ', regions],
    ['Mode: Generational', () => ({ collector: 'Shenandoah generational' })],
  ] satisfies readonly (readonly [string, Field])[]
).map(([words, read]): readonly [Uint8Array, Field] => [ascii(words), read]);

/** What a line about the JVM itself says. */
export const jvmLine = (bytes: Buffer, from: number, to: number): GcJvm | undefined => {
  for (const [words, read] of fields) if (isAt(bytes, from, words)) return read(bytes, from + words.length, to);
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
  const value = at === -1 ? Number.NaN : Number.parseInt(args.slice(at + name.length + 5), 10);
  return Number.isNaN(value) ? undefined : value;
};

/** `CommandLine flags: -XX:InitialHeapSize=67108864 ...` of JDK 8: all values in bytes. */
export const commandLineFlags = (args: string): GcJvm => {
  const collector = flagCollectors.find(([flag]) => args.includes(flag))?.[1];
  const heapMaxBytes = flagNumber(args, 'MaxHeapSize');
  const metaspaceMaxBytes = flagNumber(args, 'MaxMetaspaceSize');
  const regionBytes = flagNumber(args, 'G1HeapRegionSize');
  return {
    args,
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
