import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';
import type { Problems } from '../text/problems.ts';
import { stackPool } from '../thread/stacks.ts';
import { deadlockReader } from './deadlocks.ts';
import { monitorReader } from './monitors.ts';
import { beginThread, type DraftThread, endThread, threadLine } from './thread-lines.ts';
import { type Title, titleLine } from './title.ts';

/** A thread name with line breaks is put together from at most so many lines. */
const maxNameLines = 50;
/** `4XESTACKTRACE                at java/lang/Object.wait(Native Method)`: a tag, blanks, the text. */
const tagged = /^\s*([0-9][A-Z][A-Z0-9]{2,}|NULL|SECTION)(?:[ \t]+(.*?))?[ \t]*$/;

type Draft = {
  readonly line: number;
  readonly title: Title;
  readonly threads: Thread[];
  /** Where in `threads` a J9VMThread address stands. */
  readonly places: Map<string, number>;
  readonly ownerTids: Map<Thread, string>;
  readonly monitors: ReturnType<typeof monitorReader>;
  readonly deadlocks: ReturnType<typeof deadlockReader>;
  ended: boolean;
};

export type JavacoreReader = {
  readonly line: (text: string, number: number) => void;
  readonly finish: () => { readonly recognised: number; readonly total: number; readonly threads: number };
};

export const javacoreReader = (
  options: {
    readonly artifactId: string;
    readonly takenAtMs?: number | undefined;
    readonly emit: (dump: ThreadDump) => void;
  },
  problems: Problems,
): JavacoreReader => {
  const stacks = stackPool();
  let draft: Draft | undefined;
  let thread: DraftThread | undefined;
  let openHeader: { text: string; readonly line: number; count: number } | undefined;
  let recognised = 0;
  let total = 0;
  let emitted = 0;
  let last = 0;

  const dumpAt = (line: number): Draft => {
    draft ??= {
      line,
      title: {},
      threads: [],
      places: new Map(),
      ownerTids: new Map(),
      monitors: monitorReader(),
      deadlocks: deadlockReader(),
      ended: false,
    };
    return draft;
  };

  const closeThread = (): void => {
    if (thread === undefined || draft === undefined) return;
    const { line } = thread;
    const ownerTid = thread.blockers.find((each) => each.ownerTid !== undefined)?.ownerTid;
    const whole = endThread(thread, stacks, () =>
      problems.add({ line, message: 'a frame of this thread was not understood' }),
    );
    thread = undefined;
    // The current thread is listed by itself and, in some releases, once more among all threads.
    const place = whole.tid === undefined ? undefined : draft.places.get(whole.tid);
    if (place === undefined) {
      if (whole.tid !== undefined) draft.places.set(whole.tid, draft.threads.length);
      draft.threads.push(whole);
    } else if ((draft.threads[place]?.stack.frames.length ?? 0) <= whole.stack.frames.length)
      draft.threads[place] = whole;
    if (ownerTid !== undefined) draft.ownerTids.set(whole, ownerTid);
  };

  const closeDump = (): void => {
    closeThread();
    if (draft === undefined) return;
    const { line, title, threads, ownerTids, monitors, deadlocks, ended } = draft;
    draft = undefined;
    if (threads.length === 0) return;
    const byTid = new Map(threads.flatMap((each) => (each.tid === undefined ? [] : [[each.tid, each] as const])));
    const named = threads.map((each) => {
      const id = byTid.get(ownerTids.get(each) ?? '')?.id;
      const owned =
        id === undefined || each.waitsForThread === undefined
          ? each
          : { ...each, waitsForThread: { ...each.waitsForThread, id } };
      return monitors.complete(owned, byTid);
    });
    const takenAtMs = title.takenAtMs ?? options.takenAtMs;
    options.emit({
      format: 'javacore',
      artifactId: options.artifactId,
      line,
      endLine: last,
      ...(takenAtMs === undefined ? {} : { takenAtMs }),
      ...(title.naive === true ? { takenAtIsNaive: true } : {}),
      ...(title.jvm === undefined ? {} : { jvm: title.jvm }),
      ...(title.jdk === undefined ? {} : { jdk: title.jdk }),
      ...(title.pid === undefined ? {} : { pid: title.pid }),
      threads: named,
      deadlocks: deadlocks.deadlocks(),
      hasOwnableSynchronizers: false,
      complete: ended,
    });
    emitted += named.length;
    if (!ended) problems.add({ line: last, message: 'the javacore has no end mark: it was cut or is a part of one' });
  };

  /** A thread header, also one whose name goes on in the next lines. */
  const header = (text: string, number: number): void => {
    closeThread();
    openHeader = undefined;
    thread = beginThread(text, number);
    if (thread === undefined && text.startsWith('"')) openHeader = { text, line: number, count: 1 };
  };

  const continuesHeader = (text: string, number: number): boolean => {
    if (openHeader === undefined) return false;
    openHeader.text += `\n${text}`;
    openHeader.count++;
    thread = beginThread(openHeader.text.trimEnd(), openHeader.line);
    if (thread !== undefined) thread.endLine = number;
    if (thread !== undefined || openHeader.count >= maxNameLines) openHeader = undefined;
    return true;
  };

  const tagLine = (tag: string, text: string, number: number): boolean => {
    if (tag === 'NULL') {
      if (text.includes('END OF DUMP')) dumpAt(number).ended = true;
      return true;
    }
    if (tag === '0SECTION' || tag === 'SECTION') {
      closeThread();
      if (text.startsWith('TITLE')) closeDump();
    }
    const dump = dumpAt(number);
    if (tag === '3XMTHREADINFO') header(text, number);
    else if (tag.startsWith('1')) {
      closeThread();
      if (tag.startsWith('1LK')) dump.deadlocks.line(tag, text, number);
      else titleLine(dump.title, tag, detached(text));
    } else if (thread !== undefined && /^(?:3XM|4XE|5XE)/.test(tag)) {
      thread.endLine = number;
      return threadLine(thread, tag, text);
    } else if (/^[234]LK/.test(tag) && !dump.deadlocks.line(tag, text, number)) dump.monitors.line(tag, text);
    return true;
  };

  return {
    line: (text, number) => {
      last = number;
      if (text.trim() === '') return;
      total++;
      const found = tagged.exec(text);
      if (found === null) {
        if (continuesHeader(text, number)) recognised++;
        else if (draft !== undefined) problems.add({ line: number, message: 'this line was not understood' });
        return;
      }
      if (openHeader !== undefined)
        problems.add({ line: openHeader.line, message: 'this thread header was not understood' });
      openHeader = undefined;
      if (tagLine(found[1] ?? '', found[2] ?? '', number)) recognised++;
      else problems.add({ line: number, message: 'this line was not understood' });
    },
    finish: () => {
      closeDump();
      return { recognised, total, threads: emitted };
    },
  };
};
