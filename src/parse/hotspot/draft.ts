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
 */
const hasNoMarker = (draft: Draft): boolean => {
  const { threads } = draft.list;
  if (draft.format === 'jstack-F') return true;
  if (threads.some((thread) => thread.tid !== undefined)) return draft.bannered && draft.jdk === 5;
  if (threads.length === 0) return false;
  return draft.bannered || threads.every((thread) => thread.id !== undefined && thread.state !== undefined);
};

/** The thread that JDK 5 to 8 print last. */
const lastThread = 'VM Periodic Task Thread';

export const isComplete = (draft: Draft): boolean => {
  if (draft.ended) return true;
  if (!hasNoMarker(draft)) return false;
  return draft.blankBelow || (draft.jdk === 5 && draft.list.threads.at(-1)?.name === lastThread);
};

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
  complete: isComplete(draft),
});
