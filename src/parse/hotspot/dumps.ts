import type { ThreadDumpFormat } from '../../model/thread-dump.ts';
import { type Assembly, addFrame, assembly, headless } from './assembly.ts';
import type { DateLine } from './banner.ts';
import { addBody, type Body } from './body.ts';
import { tears } from './damage.ts';
import { deadlockName } from './deadlock-name.ts';
import type { Draft } from './draft.ts';
import type { Header } from './header-fields.ts';
import type { Line } from './line.ts';
import { type OpenDump, type OpenDumpOptions, openDump } from './open-dump.ts';
import { closeDeadlock, openDeadlock, takeBlank, takeInDeadlock, takeInSection } from './sections.ts';

/** True: part of a dump. `held`: perhaps part of one, which later lines will show (`onRecognised`). */
export type Taken = boolean | 'held';

export type DumpReader = {
  /** `at` is the line's number, `text` the line as read. */
  readonly take: (line: Line, at: number, text: string) => Taken;
  /** The thread that is open for lines. */
  readonly thread: () => Assembly | undefined;
  /** Right below a header: all lines of its thread at once. `at`: the header's line. */
  readonly takeBody: (body: Body, at: number) => void;
  readonly blank: () => void;
  /** A line that is no part of a dump, or not understood. */
  readonly foreign: (at: number, text: string) => void;
  /** The date of the next dump, where it is known before the banner. */
  readonly dated: (date: DateLine) => void;
  readonly end: () => void;
  readonly count: OpenDump['count'];
};

export type DumpReaderOptions = OpenDumpOptions & {
  /** Lines that were held back until their meaning was clear. */
  readonly onRecognised: (count: number) => void;
};

/** Lines a name may span; one longer is not a name. */
const maxNameLines = 8;
const throwable = /(?:Exception|Error|Throwable)\b|^Caused by: |^\s*Suppressed: /;

/** Turns lines into dumps, each handed on as soon as the next one begins. */
export const dumpReader = (options: DumpReaderOptions): DumpReader => {
  const { interning } = options;
  const dump = openDump(options);
  const { isInside, damaged } = dump;
  /** A line that began like a header and may go on on the next one: a newline in the name. */
  let name: { readonly line: number; readonly texts: string[]; readonly ofHolder?: true } | undefined;
  /** Frames with no header above them. */
  let orphans: { readonly thread: Assembly; count: number } | undefined;
  let anyForeign = false;
  /** In the stack trace of an exception that was logged in between. */
  let skipping = false;

  const beginDump = (at: number, bannered: boolean, format?: ThreadDumpFormat): Draft => {
    orphans = undefined;
    skipping = false;
    return dump.begin(at, bannered, format);
  };
  /** The open dump, or one without a banner. */
  const anyDump = (at: number): Draft => (dump.draft !== undefined && isInside() ? dump.draft : beginDump(at, false));
  const openThread = (thread: Assembly): void => {
    const open = anyDump(thread.line);
    closeDeadlock(open);
    open.section = 'threads';
    open.list.open(thread);
    skipping = false;
  };
  /** A thread whose header does not stand in the dump. */
  const openHeadless = (thread: Assembly): void => {
    openThread(thread);
    damaged('the first line of a thread is missing');
  };
  /** Frames without a header turned out to be the end of a cut thread. */
  const adoptOrphans = (): void => {
    if (orphans === undefined) return;
    const { thread, count } = orphans;
    orphans = undefined;
    if (dump.preamble.line !== undefined && dump.preamble.line > thread.line) dump.preamble = {};
    openHeadless(thread);
    if (dump.draft !== undefined) dump.draft.endLine = Math.max(dump.draft.endLine, thread.endLine);
    options.onRecognised(count);
  };
  /** Frames that belong to nobody are left out. */
  const dropOrphans = (): void => {
    if (orphans !== undefined && isInside()) damaged('frames that belong to no thread');
    orphans = undefined;
  };
  const notUnderstood = (at: number): void => {
    if (!isInside() || !dump.draft?.bannered) return;
    options.onProblem({ line: at, message: 'a line inside the thread dump was not understood' });
  };
  const dropName = (): void => {
    if (name === undefined) return;
    const { line, texts } = name;
    name = undefined;
    if (isInside()) damaged(`line ${line} begins a thread and was not understood`);
    for (let i = 0; i < texts.length; i++) notUnderstood(line + i);
  };

  const takeHeader = (header: Header, from: number, at: number): boolean => {
    if (!header.certain && !isInside()) return false;
    if (!anyForeign) adoptOrphans();
    dropOrphans();
    openThread(assembly(header, from, at));
    if (header.underBanner && dump.draft !== undefined) dump.draft.underBanner = true;
    return true;
  };
  const takeOrphan = (line: Extract<Line, { kind: 'frame' }>, at: number): Taken => {
    if (dump.draft?.section === 'ended') return false;
    orphans ??= { thread: headless(at), count: 0 };
    orphans.count++;
    orphans.thread.endLine = at;
    addFrame(orphans.thread, line);
    return 'held';
  };
  const takeBelowHeader = (line: Line, at: number): Taken => {
    if (skipping && (line.kind === 'frame' || line.kind === 'note')) return false;
    let thread = dump.draft?.list.current();
    if (thread === undefined && (line.kind === 'lock' || line.kind === 'synchronizers')) adoptOrphans();
    if (line.kind === 'state' && line.state !== undefined && (thread === undefined || thread.frames.length > 0)) {
      openHeadless(headless(at));
    }
    thread = dump.draft?.list.current();
    if (dump.draft === undefined || thread === undefined) {
      if (line.kind === 'frame') return takeOrphan(line, at);
      return line.kind === 'note' && isInside();
    }
    if (line.kind === 'lock' || line.kind === 'synchronizers') skipping = false;
    if (line.kind === 'frame' && line.agent) dump.draft.format = 'jstack-F';
    return dump.draft.list.take(line, at);
  };
  /** Lines that begin or end a dump or a section of it; undefined: it is none. */
  const takeHeading = (line: Line, at: number, text: string): boolean | undefined => {
    switch (line.kind) {
      case 'banner': {
        const open = beginDump(at, true);
        open.jvm = interning.text(line.banner.jvm);
        open.jdk = line.banner.jdk;
        return true;
      }
      case 'date':
        dump.preamble = { line: at, ...dump.preamble, date: line.date };
        return true;
      case 'pid':
        dump.preamble = { line: at, pid: line.pid };
        return true;
      case 'agent':
        if (dump.draft?.format !== 'jstack-F' || dump.draft.list.threads.length > 0) beginDump(at, false, 'jstack-F');
        return true;
      case 'deadlock':
        openDeadlock(dump.draft ?? beginDump(at, false), at);
        return true;
      default:
        return dump.draft === undefined ? undefined : takeInSection(dump.draft, line, text);
    }
  };
  /** Lines below one that began like a header; undefined: the name is dropped, look at the line by itself. */
  const takeName = (line: Line, at: number, text: string): Taken | undefined => {
    if (name === undefined) return undefined;
    const named = deadlockName(name, text);
    if (named !== undefined && dump.draft !== undefined && takeInDeadlock(dump.draft, named, at)) {
      options.onRecognised(name.texts.length);
      name = undefined;
      return true;
    }
    if (line.kind === 'header-end' && isInside()) {
      const { line: from, texts } = name;
      name = undefined;
      options.onRecognised(texts.length);
      line.header.name = interning.text(`${texts.join('\n')}\n${line.header.name}`);
      return takeHeader(line.header, from, at);
    }
    if (line.kind === 'unknown' && name.texts.length < maxNameLines) {
      name.texts.push(text);
      return 'held';
    }
    dropName();
    return undefined;
  };
  const take = (line: Line, at: number, text: string): Taken => {
    const named = takeName(line, at, text);
    if (named !== undefined) return named;
    if (dump.draft?.deadlock !== undefined && line.kind === 'held-by' && line.open === true) {
      name = { line: at, texts: [text.slice(text.indexOf('"') + 1)], ofHolder: true };
      return 'held';
    }
    if (dump.draft !== undefined && takeInDeadlock(dump.draft, line, at)) return true;
    const heading = takeHeading(line, at, text);
    if (heading !== undefined) return heading;
    switch (line.kind) {
      case 'header':
        return takeHeader(line.header, at, at);
      case 'header-end':
        if (line.header.name.includes('"') || !takeHeader(line.header, at, at)) return false;
        damaged('the first line of a thread is cut');
        return true;
      case 'name':
        if (!isInside()) return false;
        name = { line: at, texts: [text.slice(text.indexOf('"') + 1)] };
        return 'held';
      default:
        return takeBelowHeader(line, at);
    }
  };
  return {
    take: (line, at, text) => {
      const plain =
        line.kind === 'frame' && !line.agent && !skipping && name === undefined && dump.draft?.deadlock === undefined;
      const taken = (plain && dump.draft?.list.take(line, at)) || take(line, at, text);
      if (taken === true && dump.draft !== undefined && line.kind !== 'date' && line.kind !== 'pid') {
        dump.draft.endLine = at;
        dump.draft.blankBelow = false;
      }
      return taken;
    },
    thread: () => dump.draft?.list.current(),
    takeBody: (body, at) => {
      const { draft } = dump;
      const thread = draft?.list.current();
      if (draft === undefined || thread === undefined) return;
      addBody(thread, body, at);
      draft.endLine = thread.endLine;
    },
    blank: () => {
      dropName();
      if (dump.draft !== undefined) takeBlank(dump.draft);
    },
    foreign: (at, text) => {
      anyForeign = true;
      dropOrphans();
      dump.preamble = {};
      if (throwable.test(text)) skipping = true;
      if (dump.draft !== undefined && tears(dump.draft, text)) damaged(`line ${at} inside of it was not understood`);
      notUnderstood(at);
    },
    dated: (date) => {
      dump.preamble = { ...dump.preamble, date };
    },
    end: () => {
      dropName();
      if (!anyForeign && dump.draft !== undefined) adoptOrphans();
      dump.close();
    },
    count: dump.count,
  };
};
