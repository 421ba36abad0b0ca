import type { Frame, Thread } from '../../model/thread-dump.ts';
import { kindOfClass } from '../thread/frame-table.ts';
import { isApplicationFrame } from '../thread/frames.ts';
import { borrowOf } from './borrow.ts';

/** Methods that fetch a connection for their caller to keep: `TxManager.begin`, `SessionFactory.openSession`. */
const begins =
  /^(?:do|internal)?(?:begin\w*|(?:start|open|create|get|obtain|new)(?:New)?(?:Tx|Transaction|UnitOfWork|Session)\w*)$/;

const isPassing = (frame: Frame): boolean => {
  const kind = kindOfClass(frame.className);
  return kind === 'agent' || kind === 'generated' || (kind === 'application' && begins.test(frame.method));
};

/**
 * Index of the application's method that asked for the connection a waiter waits for, and will keep it: the first frame below the borrow, past
 * agents, proxies and `begin`. Undefined where a framework asked.
 */
export const ownerIndex = (thread: Thread): number | undefined => {
  const borrow = borrowOf(thread.stack);
  if (borrow === undefined) return undefined;
  const { frames } = thread.stack;
  let index = borrow.endIndex + 1;
  while (index < frames.length && isPassing(frames[index]!)) index++;
  const frame = frames[index];
  return frame !== undefined && isApplicationFrame(frame) ? index : undefined;
};

export const lineOf = ({ location }: Frame): number | undefined => {
  const line = /:(\d+)$/.exec(location)?.[1];
  return line === undefined ? undefined : Number(line);
};

export const methodOf = ({ className, method }: Frame): string => `${className}.${method}`;

/** The lines at which the application's own methods ask the pool, by method; the last one where a method asks at several. */
export const borrowLines = (waiters: readonly Thread[]): ReadonlyMap<string, number> => {
  const lines = new Map<string, number>();
  for (const thread of waiters) {
    const index = ownerIndex(thread);
    const frame = index === undefined ? undefined : thread.stack.frames[index];
    const line = frame === undefined ? undefined : lineOf(frame);
    if (frame === undefined || line === undefined) continue;
    lines.set(methodOf(frame), Math.max(line, lines.get(methodOf(frame)) ?? 0));
  }
  return lines;
};

/** The frame's method asks the pool at an earlier line than it stands at: it has, or very likely has, a connection. */
export const isPastBorrow = (frame: Frame, lines: ReadonlyMap<string, number>): boolean => {
  const asked = lines.get(methodOf(frame));
  const line = lineOf(frame);
  return asked !== undefined && line !== undefined && line > asked;
};
