import type { Frame, Thread } from '../../model/thread-dump.ts';
import { isApplicationFrame } from '../thread/frames.ts';
import { borrowOf } from './borrow.ts';
import { lineOf, methodOf, ownerIndex } from './owner.ts';

/** A waiter that already holds a connection of the pool, by what it or another thread shows. */
export type PlainNesting = {
  readonly thread: Thread;
  /** The method that waits for the second connection. */
  readonly inner: Frame;
  /** The method below it that borrows, in another thread or further up in this one, for itself. */
  readonly outer: Frame;
  /** Connections such a thread needs at once. */
  readonly connections: number;
};

type Asked = { readonly thread: Thread; readonly line: number | undefined };

const askedBy = (threads: readonly Thread[]): ReadonlyMap<string, readonly Asked[]> => {
  const found = new Map<string, Asked[]>();
  for (const thread of threads) {
    const index = ownerIndex(thread);
    const frame = index === undefined ? undefined : thread.stack.frames[index];
    if (frame === undefined) continue;
    const known = found.get(methodOf(frame));
    const entry = { thread, line: lineOf(frame) };
    if (known === undefined) found.set(methodOf(frame), [entry]);
    else known.push(entry);
  }
  return found;
};

/** Whoever runs other people's work in a transaction is named by the work: the next frame below of another class. */
export const bodyOf = (frames: readonly Frame[], at: Frame): Frame => {
  const below = frames.slice(frames.indexOf(at) + 1);
  return below.find((frame) => isApplicationFrame(frame) && frame.className !== at.className) ?? at;
};

/** The application's frame that asks the pool: past the house framework's `TxManager.run`, where that stands first. */
export const askingFrame = (thread: Thread): Frame | undefined => {
  const { frames } = thread.stack;
  const first = frames[ownerIndex(thread) ?? frames.findIndex(isApplicationFrame)];
  return first && bodyOf(frames, first);
};

/**
 * Plain nesting among the waiters of one pool: below a waiter's borrow lies an application method that is itself the borrower in another
 * thread, among `all` waiters of that pool in any dump, or further up in this one (a house framework's `TxManager.run` twice in a stack). A
 * method whose own borrow stands at a later line than the call has not borrowed yet.
 */
export const plainNestings = (waiters: readonly Thread[], all: readonly Thread[]): readonly PlainNesting[] => {
  const borrowers = askedBy(all);
  if (borrowers.size === 0) return [];
  const borrowsBefore = (thread: Thread, frame: Frame): boolean => {
    const line = lineOf(frame);
    return (borrowers.get(methodOf(frame)) ?? []).some((other) =>
      line === undefined || other.line === undefined ? other.thread !== thread : other.line < line,
    );
  };
  const found: PlainNesting[] = [];
  for (const thread of waiters) {
    const borrow = borrowOf(thread.stack);
    if (borrow === undefined) continue;
    const { frames } = thread.stack;
    const [asks, ...callers] = frames.slice(borrow.endIndex + 1).filter(isApplicationFrame);
    const outer = callers.filter((frame) => borrowsBefore(thread, frame));
    const holds = outer[0];
    if (asks === undefined || holds === undefined) continue;
    const owner = frames[ownerIndex(thread) ?? -1];
    const runs = owner !== undefined && methodOf(owner) === methodOf(holds);
    found.push({
      thread,
      inner: runs ? bodyOf(frames, owner) : asks,
      outer: runs ? bodyOf(frames, holds) : holds,
      connections: outer.length + 1,
    });
  }
  return found;
};
