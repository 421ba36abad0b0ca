import type { FrameLock, Thread } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';
import type { StackPool } from '../thread/stacks.ts';
import { javacoreFrame, javacoreLock } from './frames.ts';
import { javaState, stateWords } from './state.ts';

/** One thread while its lines are read. */
export type DraftThread = {
  readonly name: string;
  readonly line: number;
  endLine: number;
  readonly tid: string | undefined;
  readonly letters: string;
  readonly priority: number | undefined;
  id?: number;
  daemon?: boolean;
  nativeId?: number;
  flags?: number;
  cpuMs?: number;
  category?: string;
  readonly blockers: {
    readonly kind: FrameLock['kind'];
    readonly lock: string;
    readonly owner?: string;
    readonly ownerTid?: string;
  }[];
  readonly frames: string[];
  readonly locks: FrameLock[];
};

const number = (text: string | undefined): number | undefined => {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
};

/**
 * 3XMTHREADINFO: `"main" J9VMThread:0x.., omrthread_t:0x.., java/lang/Thread:0x.., state:R, prio=5`; Java 6 has
 * `"main" TID:0x.., j9thread_t:0x.., state:R, prio=5`; `Anonymous native thread` is none of the JVM's.
 */
export const beginThread = (text: string, line: number): DraftThread | undefined => {
  const found = /^"([\s\S]*)" (\(?(?:J9VMThread|TID):.*)$/.exec(text);
  if (found === null) return undefined;
  const [, name = '', rest = ''] = found;
  return {
    name: detached(name),
    line,
    endLine: line,
    tid: /(?:J9VMThread|TID):(0x[0-9a-f]+)/i.exec(rest)?.[1]?.toLowerCase(),
    letters: /state:(\w+)/.exec(rest)?.[1] ?? '',
    priority: number(/prio=(\d+)/.exec(rest)?.[1]),
    blockers: [],
    frames: [],
    locks: [],
  };
};

const blockKinds: Readonly<Record<string, FrameLock['kind']>> = {
  Blocked: 'waiting-to-lock',
  Waiting: 'waiting-on',
  Parked: 'parking',
};

/** `Waiting on: java/util/TaskQueue@0x.. Owned by: <unowned>`, `Blocked on: X@0x.. Owned by: "t" (J9VMThread:0x.., ...)`. */
const blocker = (thread: DraftThread, text: string): boolean => {
  const found = /^(Blocked|Waiting|Parked) on: (.*?) Owned by: (.*)$/.exec(text);
  const kind = blockKinds[found?.[1] ?? ''];
  if (found === null || kind === undefined) return false;
  const owner = /^"(.*)" \((?:J9VMThread:)?(0x[0-9a-f]+)/i.exec(found[3] ?? '');
  const ownedBy = owner === null ? {} : { owner: detached(owner[1] ?? ''), ownerTid: (owner[2] ?? '').toLowerCase() };
  thread.blockers.push({ kind, lock: found[2] ?? '', ...ownedBy });
  return true;
};

/** `(entered lock: java/lang/Object@0x00000000FFE26A10, entry count: 1)`; Java 6 to 8 may print no entry count. */
const enteredLock = (thread: DraftThread, text: string): boolean => {
  const lock = /^\(entered lock: ([^,)]+)/.exec(text)?.[1];
  if (lock === undefined) return false;
  thread.locks.push({ kind: 'locked', ...javacoreLock(detached(lock)), frame: thread.frames.length - 1 });
  return true;
};

/** Takes a line of the thread; false when it was not understood. */
export const threadLine = (thread: DraftThread, tag: string, text: string): boolean => {
  if (tag === '4XESTACKTRACE') {
    if (!text.startsWith('at ')) return false;
    thread.frames.push(text.slice(3));
  } else if (tag === '5XESTACKTRACE') return enteredLock(thread, text);
  else if (tag === '3XMTHREADBLOCK') return blocker(thread, text);
  else if (tag === '3XMJAVALTHREAD') {
    const id = number(/getId:(0x[0-9a-f]+)/i.exec(text)?.[1]);
    if (id !== undefined) thread.id = id;
    thread.daemon = /isDaemon:true/.test(text);
  } else if (tag === '3XMTHREADINFO1') {
    const nativeId = number(/native thread ID:(0x[0-9a-f]+)/i.exec(text)?.[1]);
    const flags = number(/vm thread flags:(0x[0-9a-f]+)/i.exec(text)?.[1]);
    if (nativeId !== undefined) thread.nativeId = nativeId;
    if (flags !== undefined) thread.flags = flags;
  } else if (tag === '3XMCPUTIME') {
    const seconds = /CPU usage total: (\d+(?:\.\d+)?) secs/.exec(text)?.[1];
    if (seconds !== undefined) thread.cpuMs = Math.round(Number(seconds) * 1e6) / 1e3;
    const category = /category="([^"]*)"/.exec(text)?.[1];
    if (category !== undefined) thread.category = category;
  }
  return true;
};

/** `vm`: the JIT's, the GC's and other threads of the JVM's own without a Java stack. */
const kindOf = (thread: DraftThread): Thread['kind'] => {
  if (thread.frames.length > 0) return 'platform';
  return thread.letters === 'R' && (thread.category ?? 'Application') === 'Application' ? 'platform' : 'vm';
};

export const endThread = (thread: DraftThread, stacks: StackPool, onUnknownFrame: () => void): Thread => {
  const stack = stacks.stack(thread.frames, javacoreFrame, onUnknownFrame);
  const frame = stack.frames.length > 0 ? 0 : -1;
  const wanted = thread.blockers.map(({ kind, lock }): FrameLock => ({ kind, ...javacoreLock(detached(lock)), frame }));
  const owner = thread.blockers.find((each) => each.owner !== undefined)?.owner;
  const state = javaState(thread.letters, thread.flags, stack);
  const stateText = stateWords[thread.letters];
  return {
    name: thread.name,
    kind: kindOf(thread),
    ...(thread.id === undefined ? {} : { id: thread.id }),
    ...(thread.nativeId === undefined ? {} : { nativeId: thread.nativeId }),
    ...(thread.tid === undefined ? {} : { tid: thread.tid }),
    daemon: thread.daemon ?? false,
    ...(thread.priority === undefined ? {} : { priority: thread.priority }),
    ...(thread.cpuMs === undefined ? {} : { cpuMs: thread.cpuMs }),
    ...(state === undefined ? {} : { state }),
    ...(stateText === undefined ? {} : { stateText }),
    stack,
    locks: [...wanted, ...thread.locks],
    ...(owner === undefined ? {} : { waitsForThread: { name: owner } }),
    line: thread.line,
    endLine: thread.endLine,
  };
};
