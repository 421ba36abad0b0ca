import type { Frame, FrameLock, LockLine, Thread } from '../../model/thread-dump.ts';
import { emptyHeader, type Header } from './header-fields.ts';
import type { Interning } from './interning.ts';
import type { Line } from './line.ts';
import type { ReadLock } from './lock.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Owned = NonNullable<Thread['ownedSynchronizers']>[number];

/** A thread whose lines are still coming. */
export type Assembly = {
  readonly header: Header;
  readonly line: number;
  endLine: number;
  /** Lines below the header that were taken. */
  lines: number;
  readonly frames: Frame[];
  hash: number;
  locks: FrameLock[] | undefined;
  owned: Owned[] | undefined;
  state: Thread['state'];
  stateText: string | undefined;
  carrying: number | undefined;
  owner: ReadLock['owner'] | undefined;
  wants: Header['wants'];
  agentFrames: boolean;
  hasStateLine: boolean;
};

export const assembly = (header: Header, line: number, endLine = line): Assembly => ({
  header,
  line,
  endLine,
  lines: 0,
  frames: [],
  hash: 0,
  locks: undefined,
  owned: undefined,
  state: undefined,
  stateText: undefined,
  carrying: undefined,
  owner: header.owner,
  wants: header.wants,
  agentFrames: false,
  hasStateLine: false,
});

/** A thread of which the dump shows no header: a cut start. Its name is unknown and left empty. */
export const headless = (line: number): Assembly => assembly({ ...emptyHeader(''), stackAddress: true }, line);

export const addFrame = (thread: Assembly, line: Extract<Line, { kind: 'frame' }>): void => {
  thread.frames.push(line.frame);
  thread.hash = (Math.imul(thread.hash, 31) + line.id) | 0;
  if (line.agent) thread.agentFrames = true;
};

const parked = (thread: Assembly): boolean => {
  const method = thread.frames.at(-1)?.method;
  return method === 'park' || method === 'park0' || method === 'parkNanos';
};

/** ThreadInfo.toString says `waiting on` for a park, Spring Boot `waiting to lock`: under a park both are one. */
const meant = (thread: Assembly, lock: LockLine): LockLine =>
  (lock.kind === 'waiting-on' || lock.kind === 'waiting-to-lock') && parked(thread)
    ? { ...lock, kind: 'parking' }
    : lock;

export const addLock = (thread: Assembly, line: Extract<Line, { kind: 'lock' }>): void => {
  const frame = thread.frames.length - 1;
  const lock = meant(thread, line.lock);
  let placed = lock === line.lock ? line.shared[frame + 1] : undefined;
  if (placed === undefined) {
    placed = { ...lock, frame };
    if (lock === line.lock) line.shared[frame + 1] = placed;
  }
  if (thread.locks === undefined) thread.locks = [placed];
  else thread.locks.push(placed);
  if (line.owner !== undefined) thread.owner = line.owner;
};

export const addOwned = (thread: Assembly, address: string | undefined, className: string | undefined): void => {
  thread.owned ??= [];
  if (address !== undefined) thread.owned.push(className === undefined ? { address } : { address, className });
};

export const addState = (thread: Assembly, line: Extract<Line, { kind: 'state' }>): void => {
  thread.hasStateLine = true;
  if (line.state !== undefined) thread.state = line.state;
  if (line.text !== undefined) thread.stateText = line.text;
  if (line.wants !== undefined) thread.wants = line.wants;
  if (line.owner !== undefined) thread.owner = line.owner;
};

/** The state line knows better than the header. */
const stateOf = ({ state, header }: Assembly): Thread['state'] => state ?? header.state;

const none: readonly FrameLock[] = [];

/** The wanted object of formats that name it beside the state only (VisualVM on JDK 6, ThreadInfo without lock lines). */
const wantedAbove = (thread: Assembly): FrameLock | undefined => {
  if (thread.wants === undefined) return undefined;
  if (thread.locks?.some((lock) => lock.kind !== 'locked' && lock.kind !== 'eliminated')) return undefined;
  const top = thread.frames[0]?.method;
  const kind =
    stateOf(thread) === 'BLOCKED' ? 'waiting-to-lock' : top === 'park' || top === 'park0' ? 'parking' : 'waiting-on';
  return { kind, ...thread.wants, frame: -1 };
};

/**
 * `vm`: no `#12`, no state line and no stack. Before JDK 8 no thread has `#12`; there a Java thread shows its stack
 * address. Compiler and other hidden Java threads have `#12` and stay platform threads.
 */
const kindOf = (thread: Assembly): Thread['kind'] => {
  if (thread.header.virtual) return 'virtual';
  const { header } = thread;
  if (
    header.id !== undefined ||
    header.stackAddress ||
    header.state !== undefined ||
    thread.hasStateLine ||
    thread.frames.length > 0
  )
    return 'platform';
  return 'vm';
};

export const finished = (assembled: Assembly, interning: Interning): Thread => {
  const { header } = assembled;
  const above = wantedAbove(assembled);
  const thread: Mutable<Thread> = {
    name: header.name,
    kind: kindOf(assembled),
    daemon: header.daemon,
    stack: interning.stack(assembled.frames, assembled.hash),
    locks: above === undefined ? (assembled.locks ?? none) : [above, ...(assembled.locks ?? none)],
    line: assembled.line,
    endLine: assembled.endLine,
  };
  if (header.id !== undefined) thread.id = header.id;
  if (header.nativeId !== undefined) thread.nativeId = header.nativeId;
  if (header.tid !== undefined) thread.tid = header.tid;
  if (header.priority !== undefined) thread.priority = header.priority;
  if (header.cpuMs !== undefined) thread.cpuMs = header.cpuMs;
  if (header.elapsedMs !== undefined) thread.elapsedMs = header.elapsedMs;
  const state = stateOf(assembled);
  const stateText = assembled.stateText ?? header.stateText;
  if (state !== undefined) thread.state = state;
  if (stateText !== undefined) thread.stateText = stateText;
  if (assembled.owned !== undefined) thread.ownedSynchronizers = assembled.owned;
  if (assembled.carrying !== undefined) thread.carrying = assembled.carrying;
  if (assembled.owner !== undefined) thread.waitsForThread = assembled.owner;
  return thread;
};
