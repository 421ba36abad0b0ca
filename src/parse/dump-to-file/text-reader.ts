import type { FrameLock, Thread, ThreadDump } from '../../model/thread-dump.ts';
import { frameOf } from '../text/frame.ts';
import { detached } from '../text/lines.ts';
import type { Problems } from '../text/problems.ts';
import type { StackPool } from '../thread/stacks.ts';
import { featureRelease } from './release.ts';
import { beginsHeader, frameText, lockLine, type ThreadHeader, threadHeader } from './text-lines.ts';

/** A name with line breaks is put together from at most so many lines. */
const maxNameLines = 50;

type DraftThread = {
  readonly header: ThreadHeader;
  readonly line: number;
  endLine: number;
  readonly frames: string[];
  readonly locks: FrameLock[];
  owner?: number;
};
type DraftDump = {
  readonly line: number;
  /** Absent: an excerpt, its threads stand alone. */
  readonly pid?: number;
  timeMs?: number;
  release?: string;
  readonly threads: Thread[];
};

/** Reads the lines of one file; `finish` says whether the last thread was whole. */
export type TextReader = {
  readonly line: (text: string, number: number) => void;
  readonly finish: () => { readonly recognised: number; readonly total: number; readonly threads: number };
};

export const textReader = (
  options: {
    readonly artifactId: string;
    readonly takenAtMs?: number | undefined;
    readonly emit: (dump: ThreadDump) => void;
  },
  problems: Problems,
  stacks: StackPool,
): TextReader => {
  let dump: DraftDump | undefined;
  let thread: DraftThread | undefined;
  /** The lines of a header whose name has not ended yet. */
  let openHeader: { text: string; readonly line: number; count: number } | undefined;
  let recognised = 0;
  let total = 0;
  let threads = 0;
  let last = 0;
  let endedBlank = true;

  const closeThread = (): void => {
    if (thread === undefined) return;
    const { header, line, endLine, frames, locks, owner } = thread;
    thread = undefined;
    threads++;
    const stack = stacks.stack(frames, frameOf, () => {
      recognised--;
      problems.add({ line, message: 'a frame of this thread was not understood' });
    });
    const waitsFor = owner === undefined ? {} : { waitsForThread: { id: owner } };
    dump?.threads.push({ ...header, stack, locks, ...waitsFor, line, endLine });
  };

  const closeDump = (complete: boolean): void => {
    closeThread();
    if (dump === undefined || dump.threads.length === 0) return;
    const { line, pid, timeMs, release, threads: all } = dump;
    dump = undefined;
    const takenAtMs = timeMs ?? options.takenAtMs;
    const jdk = release === undefined ? undefined : featureRelease(release);
    options.emit({
      format: 'dump-to-file-text',
      artifactId: options.artifactId,
      line,
      endLine: last,
      ...(takenAtMs === undefined ? {} : { takenAtMs }),
      ...(release === undefined ? {} : { jvm: release }),
      ...(jdk === undefined ? {} : { jdk }),
      ...(pid === undefined ? {} : { pid }),
      threads: all,
      deadlocks: [],
      hasOwnableSynchronizers: false,
      complete: complete && pid !== undefined,
    });
  };

  /** The three lines before the threads: pid, time, release. */
  const preamble = (text: string, number: number): boolean => {
    if (/^\d{1,10}$/.test(text) && thread === undefined) {
      closeDump(true);
      dump = { line: number, pid: Number(text), threads: [] };
      return true;
    }
    if (dump === undefined || dump.threads.length > 0 || thread !== undefined) return false;
    if (dump.timeMs === undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) {
      dump.timeMs = Date.parse(text);
      return true;
    }
    if (dump.release === undefined && featureRelease(text) !== undefined) {
      dump.release = detached(text);
      return true;
    }
    return false;
  };

  const begin = (header: ThreadHeader, line: number, endLine: number): void => {
    closeThread();
    thread = { header, line, endLine, frames: [], locks: [] };
  };

  const headerPart = (text: string, number: number): boolean => {
    if (openHeader !== undefined) {
      const { line } = openHeader;
      const goesOn = !beginsHeader(text) && openHeader.count < maxNameLines;
      openHeader.text += `\n${text}`;
      openHeader.count++;
      const joined = goesOn ? threadHeader(openHeader.text) : undefined;
      if (joined !== undefined) {
        begin(joined, line, number);
        recognised += openHeader.count;
        openHeader = undefined;
        return true;
      }
      if (goesOn) return true;
      problems.add({ line, message: 'this thread header was not understood' });
      openHeader = undefined;
    }
    const header = threadHeader(text);
    if (header !== undefined) {
      begin(header, number, number);
      recognised++;
      return true;
    }
    if (!beginsHeader(text)) return false;
    closeThread();
    openHeader = { text, line: number, count: 1 };
    return true;
  };

  const body = (text: string, number: number): boolean => {
    if (thread === undefined) return false;
    const frame = frameText(text);
    const lock = frame === undefined ? lockLine(text, thread.frames.length - 1) : undefined;
    if (frame !== undefined) thread.frames.push(frame);
    else if (lock !== undefined) {
      thread.locks.push(lock.lock);
      if (lock.owner !== undefined) thread.owner = lock.owner;
    } else return false;
    thread.endLine = number;
    return true;
  };

  return {
    line: (text, number) => {
      last = number;
      endedBlank = text === '';
      if (text === '' && openHeader === undefined) {
        closeThread();
        return;
      }
      if (text !== '') total++;
      if (dump === undefined && /^#\d{1,19} ".*" virtual\b/.test(text)) dump = { line: number, threads: [] };
      if (dump !== undefined && (openHeader !== undefined || text.startsWith('#')) && headerPart(text, number)) return;
      if (text === '') return;
      if (body(text, number) || preamble(text, number)) recognised++;
      else problems.add({ line: number, message: 'this line was not understood' });
    },
    finish: () => {
      if (!endedBlank) problems.add({ line: last, message: 'the file ends in the middle of a thread' });
      closeDump(endedBlank);
      return { recognised: Math.max(0, recognised), total, threads };
    },
  };
};
