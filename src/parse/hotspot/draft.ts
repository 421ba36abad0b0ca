import type { ReportedDeadlock, ThreadDump, ThreadDumpFormat } from '../../model/thread-dump.ts';
import type { DateLine } from './banner.ts';
import type { DeadlockSection } from './deadlock.ts';
import type { Interning } from './interning.ts';
import { type ThreadList, threadList } from './thread-list.ts';

/** Where in a dump the reader is. */
export type Section = 'threads' | 'smr' | 'deadlock' | 'heap' | 'ended';

/** A dump whose lines are still coming. */
export type Draft = {
  format: ThreadDumpFormat;
  /** It began with a banner line: what follows belongs to it until its end marker. */
  readonly bannered: boolean;
  /** Its first line was seen: a banner, or what the serviceability agent says first. */
  readonly begins: boolean;
  /** Why it is known to be less than the JVM wrote, in words: the first reason that was met. */
  damage: string | undefined;
  /** Its headers are of a layout that begins with a banner. */
  underBanner: boolean;
  readonly line: number;
  endLine: number;
  section: Section;
  readonly date: DateLine | undefined;
  readonly pid: number | undefined;
  jvm: string | undefined;
  jdk: number | undefined;
  readonly list: ThreadList;
  readonly deadlocks: ReportedDeadlock[];
  /** The deadlock section that is being read. */
  deadlock: DeadlockSection | undefined;
  /** Its end marker was seen. */
  ended: boolean;
  /** A blank line followed the last one understood: the end of a thread. */
  blankBelow: boolean;
};

/** What stood above the dump: its date, the pid that jcmd prints, and the first line of these. */
export type Preamble = { date?: DateLine | undefined; pid?: number | undefined; line?: number | undefined };

export const draftDump = (
  at: number,
  kind: Pick<Draft, 'bannered' | 'format'>,
  preamble: Preamble,
  interning: Interning,
): Draft => ({
  ...kind,
  begins: kind.bannered || kind.format === 'jstack-F',
  damage: undefined,
  underBanner: false,
  line: preamble.line ?? at,
  endLine: at,
  section: 'threads',
  date: preamble.date,
  pid: preamble.pid,
  jvm: undefined,
  jdk: undefined,
  list: threadList(interning),
  deadlocks: [],
  deadlock: undefined,
  ended: false,
  blankBelow: false,
});

/**
 * Layouts without an end marker: the serviceability agent, JDK 5, VisualVM and ThreadInfo (no `tid=`). They pass for
 * complete when a blank line ends the last thread; a cut exactly between two threads cannot be seen there.
 * ThreadInfo has no banner either: there a thread that every JVM has must be among them.
 */
const hasNoMarker = (draft: Draft): boolean => {
  const { threads } = draft.list;
  if (draft.format === 'jstack-F') return true;
  if (threads.some((thread) => thread.tid !== undefined)) return draft.bannered && draft.jdk === 5;
  if (threads.length === 0) return false;
  if (draft.bannered) return true;
  if (draft.underBanner) return false;
  return (
    threads.some(({ name }) => name === everyJvms) &&
    threads.every(({ id, state }) => id !== undefined && state !== undefined)
  );
};

/** Neither ThreadInfo nor any other text of a whole JVM is without it. */
const everyJvms = 'Reference Handler';

/** The thread that JDK 5 to 8 print last. */
const lastThread = 'VM Periodic Task Thread';

const hasEnd = (draft: Draft): boolean => {
  if (draft.ended) return true;
  if (!hasNoMarker(draft)) return false;
  return draft.blankBelow || (draft.jdk === 5 && draft.list.threads.at(-1)?.name === lastThread);
};

/** Why the dump is less than the JVM wrote; undefined: it is whole. A missing end is told last: another reason explains more. */
export const lackOf = (draft: Draft): string | undefined => {
  if (draft.damage !== undefined) return draft.damage;
  if (!draft.begins && !hasNoMarker(draft)) return 'the beginning is missing';
  return hasEnd(draft) ? undefined : missingEnd;
};

export const missingEnd = 'the thread dump ends in the middle';

/** Tells when a dump was taken; asked once per dump, in file order. */
export type Clock = (own: DateLine | undefined) => Pick<ThreadDump, 'takenAtMs' | 'takenAtIsNaive'>;

/** The capture's clock for the first dump, later ones as far behind it as their own date lines say. */
export const dumpClock = (captureMs: number | undefined): Clock => {
  let firstMs: number | undefined;
  let asked = false;
  return (own) => {
    const first = !asked;
    asked = true;
    if (first) firstMs = own?.atMs;
    if (captureMs !== undefined) {
      if (first) return { takenAtMs: captureMs };
      return own === undefined || firstMs === undefined ? {} : { takenAtMs: captureMs + own.atMs - firstMs };
    }
    if (own === undefined) return {};
    return own.naive ? { takenAtMs: own.atMs, takenAtIsNaive: true } : { takenAtMs: own.atMs };
  };
};

export const finishedDump = (draft: Draft, artifactId: string, clock: Clock): ThreadDump => ({
  format: draft.format,
  artifactId,
  line: draft.line,
  endLine: draft.endLine,
  ...clock(draft.date),
  ...(draft.jvm === undefined ? {} : { jvm: draft.jvm }),
  ...(draft.jdk === undefined ? {} : { jdk: draft.jdk }),
  ...(draft.pid === undefined ? {} : { pid: draft.pid }),
  threads: draft.list.threads,
  deadlocks: draft.deadlocks,
  hasOwnableSynchronizers: draft.list.hasOwnableSynchronizers(),
  complete: lackOf(draft) === undefined,
});
