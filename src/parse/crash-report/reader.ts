import type { CrashFrame, CrashReport } from '../../model/crash-report.ts';
import { figuresIn } from './figures.ts';
import { toldIn } from './head.ts';

const mostFrames = 40;
const mostThreads = 5000;

const frameLine = /^#?\s{0,3}([CVJjvA])\s{1,3}(?=\S)(.{1,300})/;

/** `V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124`. */
const frameOf = (text: string): CrashFrame | undefined => {
  const [, kind, rest] = frameLine.exec(text) ?? [];
  if (kind === undefined || rest === undefined) return undefined;
  const library = /^\[([^\]+\s]{1,100})\+0x[0-9a-f]{1,16}\]/.exec(rest)?.[1];
  return { kind, ...(library === undefined ? {} : { library }), text: rest.trim() };
};

const current =
  /^Current thread \(?0x[0-9a-f]{1,16}\)?:\s{1,4}(\w{1,40}) ?(?:"(.{0,300}?)")?\s{0,80}(?:daemon )?(?:\[(?:(_\w{1,60}),)?)?/;

const threadOf = (text: string, line: number): CrashReport['thread'] | undefined => {
  const [, kind, name, state] = current.exec(text) ?? [];
  if (kind === undefined) return undefined;
  return { kind, name: name ?? kind, line, ...(state === undefined ? {} : { state }) };
};

const listed = /^(?:=>|\s\s)0x[0-9a-f]{1,16} \w{0,40}Thread "(.{0,300}?)"\s{1,80}(?:daemon )?\[/;

/** Reads a crash report line by line; `end` gives it, or nothing where the head is none. */
export const crashReader = (artifactId: string) => {
  let report: Partial<CrashReport> = {};
  let memory: CrashReport['memory'] = {};
  const frames: CrashFrame[] = [];
  let threads: string[] | undefined;
  let recognised = 0;
  let section: 'frames' | 'threads' | 'task' | 'other' = 'other';
  let isFrameNext = false;

  const readHead = (text: string, line: number): boolean => {
    if (isFrameNext) {
      const frame = frameOf(text);
      if (frame !== undefined) report = { problematic: frame, ...report };
      isFrameNext = false;
      return frame !== undefined;
    }
    isFrameNext = text.startsWith('# Problematic frame:');
    const told = toldIn(text);
    if (told === undefined) return isFrameNext;
    const { kind, message, ...rest } = told;
    // What was refused says more than where in the JVM, and a failed check more than its line.
    const isMore = kind !== undefined && (report.kind === undefined || (report.kind === 'error' && kind === 'error'));
    report = { ...report, ...rest, ...(isMore && message !== undefined ? { kind, message, line } : {}) };
    return true;
  };

  /** The line begins a section. */
  const opens = (text: string): boolean => {
    if (/^(?:Native|Java) frames:/.test(text)) section = 'frames';
    else if (text.startsWith('Current CompileTask:')) section = 'task';
    else if (text.startsWith('Java Threads:')) {
      section = 'threads';
      threads = [];
    } else if (text === '' || text.startsWith('Other Threads:')) section = 'other';
    else return false;
    return true;
  };

  const inSection = (text: string): boolean => {
    if (section === 'frames') {
      const frame = frameOf(text);
      if (frame !== undefined && frames.length < mostFrames) frames.push(frame);
      return frame !== undefined;
    }
    if (section === 'threads') {
      const name = listed.exec(text)?.[1];
      if (name !== undefined && threads !== undefined && threads.length < mostThreads) threads.push(name);
      return name !== undefined;
    }
    section = 'other';
    const method = /\s([\w$./]{1,300}::[\w$<>]{1,200})/.exec(text)?.[1];
    if (method !== undefined) report = { compiling: method, ...report };
    return method !== undefined;
  };

  const readBody = (text: string, line: number): boolean => {
    if (opens(text)) return true;
    if (section !== 'other') return inSection(text);
    const thread = threadOf(text, line);
    if (thread !== undefined) report = { thread, ...report };
    const found = figuresIn(text);
    if (found !== undefined) {
      report = { ...found.process, ...report };
      memory = { ...found.memory, ...memory };
    }
    return thread !== undefined || found !== undefined;
  };

  return {
    line(text: string, line: number): void {
      if (text.startsWith('#') ? readHead(text, line) : readBody(text.trimEnd(), line)) recognised++;
    },
    recognised: (): number => recognised,
    end(): CrashReport | undefined {
      const { kind, message, line } = report;
      if (kind === undefined || message === undefined || line === undefined) return undefined;
      return {
        ...report,
        artifactId,
        kind,
        message,
        line,
        isNullAddress: report.isNullAddress ?? false,
        frames,
        memory,
        ...(threads === undefined ? {} : { javaThreads: threads }),
      };
    },
  };
};
