import type { Frame, Thread } from '../../model/thread-dump.ts';
import { isApplicationFrame } from '../thread/frames.ts';
import { borrowOf } from './borrow.ts';

const methodOf = ({ className, method }: Frame): string => `${className}.${method}`;

const lineOf = ({ location }: Frame): number | undefined => {
  const line = /:(\d+)$/.exec(location)?.[1];
  return line === undefined ? undefined : Number(line);
};

/** The application's method that itself asked the pool, with nothing but `getConnection` frames between; framework borrows give none. */
const directBorrower = (thread: Thread): Frame | undefined => {
  const borrow = borrowOf(thread.stack);
  const frame = borrow === undefined ? undefined : thread.stack.frames[borrow.endIndex + 1];
  return frame !== undefined && isApplicationFrame(frame) ? frame : undefined;
};

/** A waiter that already holds a connection of the pool, by what another thread shows. */
export type PlainNesting = {
  readonly thread: Thread;
  /** The method that waits for the second connection. */
  readonly inner: Frame;
  /** The method below it that borrows, in another thread, for itself. */
  readonly outer: Frame;
  /** Connections such a thread needs at once. */
  readonly connections: number;
};

/**
 * Plain JDBC nesting among the waiters of one pool: below a waiter's borrow lies an application method that is itself the direct
 * borrower in another thread, among `all` waiters of that pool in any dump. A method whose own borrow stands at a later line than the
 * call has not borrowed yet.
 */
export const plainNestings = (waiters: readonly Thread[], all: readonly Thread[]): readonly PlainNesting[] => {
  const borrowers = new Map<string, { readonly thread: Thread; readonly line: number | undefined }[]>();
  for (const thread of all) {
    const frame = directBorrower(thread);
    if (frame === undefined) continue;
    const key = methodOf(frame);
    const known = borrowers.get(key);
    const entry = { thread, line: lineOf(frame) };
    if (known === undefined) borrowers.set(key, [entry]);
    else known.push(entry);
  }
  if (borrowers.size === 0) return [];
  const borrowsBefore = (thread: Thread, frame: Frame): boolean => {
    const line = lineOf(frame);
    return (borrowers.get(methodOf(frame)) ?? []).some(
      (other) => other.thread !== thread && (line === undefined || other.line === undefined || other.line < line),
    );
  };
  const found: PlainNesting[] = [];
  for (const thread of waiters) {
    const borrow = borrowOf(thread.stack);
    if (borrow === undefined) continue;
    const below = thread.stack.frames.slice(borrow.endIndex + 1).filter(isApplicationFrame);
    const [inner, ...callers] = below;
    const outer = callers.filter((frame) => borrowsBefore(thread, frame));
    if (inner !== undefined && outer[0] !== undefined) {
      found.push({ thread, inner, outer: outer[0], connections: outer.length + 1 });
    }
  }
  return found;
};
