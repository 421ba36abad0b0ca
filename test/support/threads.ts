import { threadSeries } from '../../src/facts/thread/series.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { LogMatch, LogScan } from '../../src/model/log-scan.ts';
import type { Metric } from '../../src/model/metrics.ts';
import type { PerfData } from '../../src/model/perf-data.ts';
import type { ProcessSnapshot } from '../../src/model/process.ts';
import type {
  Frame,
  FrameLock,
  LockLine,
  Stack,
  Thread,
  ThreadDump,
  ThreadSeries,
  ThreadState,
} from '../../src/model/thread-dump.ts';

/** What a test may say of a thread beyond name, state and stack. */
export type ThreadOptions = Partial<Omit<Thread, 'name' | 'state' | 'stack' | 'locks'>>;

const stacks = new Map<string, Stack>();

const frameOf = (text: string): Frame => {
  const open = text.indexOf('(');
  const path = open < 0 ? text : text.slice(0, open);
  const dot = path.lastIndexOf('.');
  return {
    className: path.slice(0, dot),
    method: path.slice(dot + 1),
    location: open < 0 ? 'Unknown Source' : text.slice(open + 1, -1),
  };
};

const lockWords: readonly (readonly [string, LockLine['kind']])[] = [
  ['- locked', 'locked'],
  ['- waiting to lock', 'waiting-to-lock'],
  ['- waiting to re-lock in wait()', 'waiting-to-relock'],
  ['- waiting on the Class initialization monitor for', 'class-init'],
  ['- waiting on', 'waiting-on'],
  ['- parking to wait for', 'parking'],
  ['- eliminated', 'eliminated'],
];

const lockOf = (text: string, frame: number): FrameLock => {
  const kind = lockWords.find(([words]) => text.startsWith(words))?.[1];
  if (kind === undefined) throw new Error(`not a lock line: ${text}`);
  const address = /<(0x[0-9a-f]+)>/.exec(text)?.[1];
  const className = /\(a ([^)]+)\)/.exec(text)?.[1];
  return {
    kind,
    frame,
    ...(address === undefined ? {} : { address }),
    ...(className === undefined ? {} : { className }),
  };
};

/**
 * A stack from its lines, top first: `java.lang.Object.wait`, `com.acme.A.b(A.java:1)`. Interned by text, as the parser does.
 */
export const stack = (lines: readonly string[]): Stack => {
  const frames = lines.filter((line) => !line.startsWith('- '));
  const key = frames.join('\n');
  const known = stacks.get(key);
  if (known !== undefined) return known;
  const fresh: Stack = { frames: frames.map(frameOf) };
  stacks.set(key, fresh);
  return fresh;
};

/**
 * A platform thread. Lines are frames from the top; a line that begins with `- ` is a lock line of the frame above it,
 * as a dump writes it: `- locked <0x1> (a java.lang.Object)`, `- parking to wait for <0x2> (a X)`.
 */
export const thread = (
  name: string,
  state: ThreadState | undefined,
  lines: readonly string[] = [],
  options: ThreadOptions = {},
): Thread => {
  let frame = -1;
  const locks: FrameLock[] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) locks.push(lockOf(line, frame));
    else frame++;
  }
  return {
    name,
    kind: 'platform',
    daemon: false,
    ...(state === undefined ? {} : { state }),
    stack: stack(lines),
    locks,
    line: 0,
    endLine: 0,
    ...options,
  };
};

/** A JVM-internal thread: no Java stack. */
export const vmThread = (name: string, options: ThreadOptions = {}): Thread =>
  thread(name, undefined, [], { kind: 'vm', ...options });

/** `count` threads alike: `#` in the name becomes 1, 2, ...; options may depend on that number. */
export const threads = (
  count: number,
  name: string,
  state: ThreadState,
  lines: readonly string[],
  options: (number: number) => ThreadOptions = () => ({}),
): Thread[] =>
  Array.from({ length: count }, (_, i) => thread(name.replaceAll('#', String(i + 1)), state, lines, options(i + 1)));

/** A HotSpot dump of JDK 17. Threads without id, tid and lines get them, in order; a given one is kept. */
export const dump = (given: readonly Thread[], options: Partial<Omit<ThreadDump, 'threads'>> = {}): ThreadDump => {
  const all = given.map((one, i) => ({
    ...one,
    ...(one.id === undefined && one.kind !== 'vm' ? { id: i + 1 } : {}),
    tid: one.tid ?? `0x${(0x7f0000000000 + (one.id ?? i + 1) * 256).toString(16)}`,
    line: one.line === 0 ? 10 * i + 3 : one.line,
    endLine: one.endLine === 0 ? 10 * i + 11 : one.endLine,
  }));
  return {
    format: 'hotspot',
    artifactId: 'a1',
    line: 1,
    endLine: 10 * all.length + 12,
    jvm: 'OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing)',
    jdk: 17,
    deadlocks: [],
    hasOwnableSynchronizers: false,
    complete: true,
    ...options,
    threads: all,
  };
};

/** The same life at several moments, `everyMs` apart unless a dump says when. Artifacts a1, a2, ... */
export const series = (dumps: readonly ThreadDump[], everyMs = 10_000, startMs = 1_700_000_000_000): ThreadSeries => {
  const folded = threadSeries();
  for (const [i, one] of dumps.entries()) {
    folded.add({ ...one, artifactId: `a${i + 1}`, takenAtMs: one.takenAtMs ?? startMs + i * everyMs });
  }
  return folded.value();
};

/** Evidence of one subject from what a test has of it. A list of dumps becomes a series. */
export const evidence = (
  parts: {
    readonly dumps?: readonly ThreadDump[];
    readonly series?: ThreadSeries;
    readonly snapshots?: readonly ProcessSnapshot[];
    readonly perf?: Readonly<Record<string, number | string>>;
    readonly log?: readonly LogMatch[];
    readonly metrics?: readonly Metric[];
    readonly partial?: Evidence['partial'];
    readonly appPackages?: readonly string[];
  } = {},
): Evidence => {
  const threadDump = parts.series ?? (parts.dumps === undefined ? undefined : series(parts.dumps));
  const perfData: PerfData | undefined =
    parts.perf === undefined ? undefined : { counters: new Map(Object.entries(parts.perf)) };
  const log = parts.log === undefined ? undefined : logScan(parts.log);
  return {
    models: {
      ...(threadDump === undefined ? {} : { 'thread-dump': threadDump }),
      ...(parts.snapshots === undefined ? {} : { process: { snapshots: parts.snapshots } }),
      ...(perfData === undefined ? {} : { 'perf-data': perfData }),
      ...(log === undefined ? {} : { log }),
      ...(parts.metrics === undefined
        ? {}
        : { metrics: { readings: [{ artifactId: 'metrics', metrics: parts.metrics }] } }),
    },
    partial: parts.partial ?? {},
    failed: {},
    ...(parts.appPackages === undefined ? {} : { appPackages: parts.appPackages }),
  };
};

export const logScan = (matches: readonly LogMatch[]): LogScan => {
  const counts: Record<string, number> = {};
  for (const match of matches) counts[match.pattern] = (counts[match.pattern] ?? 0) + 1;
  return { matches, counts, totalLines: 1000 };
};
