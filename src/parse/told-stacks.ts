import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { Frame, Thread, ThreadDump, ThreadState } from '../model/thread-dump.ts';
import { countedLines } from './text/counted-lines.ts';
import { boundedProblems } from './text/problems.ts';
import { toldFrame, waitOf } from './told-stacks/frame.ts';
import { type Head, headOf } from './told-stacks/head.ts';

/** Fewer frames are a mention, no stack. */
const minFrames = 3;
const maxThreads = 10_000;

/** `thrown`: the stack of an exception, no thread's. */
type Draft = {
  readonly thrown: boolean;
  readonly head: Head | undefined;
  readonly line: number;
  endLine: number;
  readonly frames: Frame[];
};

/** Above the stack of an exception: its name, or a log entry that ends in it. */
const throwable = /(?:Exception|Error|Throwable)\b|^\s*(?:Caused by|Suppressed): /;
/** Lines between a head and its first frame: `Locked Monitors:`, `Stacktrace:`. */
const between = /^\s*(?:Locked (?:Monitors|Synchronizers):.*|Stack ?trace:?|\{|\}|-+|```\w*)\s*$/i;

const threadOf = ({ thrown, head, line, endLine, frames }: Draft): Thread | undefined => {
  const [top] = frames;
  const waits = top === undefined ? undefined : waitOf(top);
  // Without a line that says so only a wait shows that it is a thread: other lists of frames are exceptions.
  if (top === undefined || thrown || frames.length < minFrames || (head === undefined && waits === undefined))
    return undefined;
  const state: ThreadState | undefined = head?.state ?? waits;
  return {
    name: head?.name ?? '',
    kind: 'platform',
    daemon: false,
    ...(state === undefined ? {} : { state }),
    stack: { frames },
    locks: [],
    line,
    endLine,
  };
};

/** Stacks line by line. A thread that is told of again counts once, as it was last. */
const stackReader = () => {
  const named = new Map<string, Thread>();
  let draft: Draft | undefined;
  let nameless = 0;
  let thrown = false;

  const close = (): void => {
    const thread = draft === undefined ? undefined : threadOf(draft);
    draft = undefined;
    if (thread === undefined || named.size >= maxThreads) return;
    named.set(thread.name === '' ? `\n${++nameless}` : thread.name, thread);
  };

  return {
    line: (text: string, line: number): boolean => {
      const head = headOf(text);
      if (head !== undefined) {
        close();
        draft = { thrown: false, head, line, endLine: line, frames: [] };
        return true;
      }
      const frame = toldFrame(text);
      if (frame !== undefined) {
        draft ??= { thrown, head: undefined, line, endLine: line, frames: [] };
        draft.frames.push(frame);
        draft.endLine = line;
        return true;
      }
      if (draft?.frames.length === 0 && between.test(text)) return true;
      close();
      thrown = throwable.test(text);
      return false;
    },
    end: (): readonly Thread[] => {
      close();
      return [...named.values()];
    },
  };
};

const recognise = ({ text = '' }: { readonly text?: string }): 'possible' | 'no' => {
  let before = '';
  for (const line of text.split('\n', 5000)) {
    if (headOf(line) !== undefined) return 'possible';
    const frame = toldFrame(line);
    if (
      frame !== undefined &&
      waitOf(frame) !== undefined &&
      !throwable.test(before) &&
      toldFrame(before) === undefined
    )
      return 'possible';
    if (line.trim() !== '') before = line;
  }
  return 'no';
};

const parse = async (source: ByteSource, options: ParseOptions<ThreadDump>): Promise<Reading> => {
  const problems = boundedProblems();
  const reader = stackReader();
  const { artifactId, signal, onProgress } = options;
  const reading = { signal, onProgress, onProblem: problems.add };
  const { recognised, total } = await countedLines(source, reading, reader.line);
  const threads = reader.end();
  const [first] = threads;
  if (first === undefined) throw new ParseError('no thread is told of in it');
  options.emit({
    format: 'told-stacks',
    artifactId,
    line: first.line,
    endLine: Math.max(...threads.map(({ endLine }) => endLine)),
    ...(options.takenAtMs === undefined ? {} : { takenAtMs: options.takenAtMs }),
    threads,
    deadlocks: [],
    hasOwnableSynchronizers: false,
    complete: false,
  });
  return { problems: problems.list(), recognised, total, cut: 'it tells of some threads, not of all: no thread dump' };
};

/**
 * Stacks of single threads that servers write into their logs when one does not come back (Vert.x, WebSphere, Tomcat, WebLogic), that programs
 * list of themselves, or that were pasted without `at` and without their header.
 */
const format: Format<'thread-dump'> = { kind: 'thread-dump', title: 'stacks of single threads', recognise, parse };
export default format;
