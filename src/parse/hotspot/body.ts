import { detached } from '../text/lines.ts';
import type { Assembly } from './assembly.ts';

/** Distinct bodies kept; more are forgotten and read again. */
const maxKept = 10_000;

/** The lines between a thread's header and the blank line below them, as they were read. */
export type Body = Pick<Assembly, 'lines' | 'frames' | 'hash' | 'locks' | 'state' | 'stateText' | 'hasStateLine'> & {
  readonly text: string;
};

/** The body of a thread that has no other lines than these; undefined: they say more than a body holds. */
const bodyOf = (thread: Assembly, text: string): Body | undefined => {
  const { header, lines, frames, hash, locks, state, stateText, hasStateLine } = thread;
  const { owned, carrying, owner, wants, agentFrames } = thread;
  if (owned !== undefined || carrying !== undefined || agentFrames) return undefined;
  if (owner !== header.owner || wants !== header.wants) return undefined;
  return { text, lines, frames: frames.slice(), hash, locks: locks?.slice(), state, stateText, hasStateLine };
};

/** Gives the lines of a body to a thread that has none yet. `at`: the line above them. */
export const addBody = (thread: Assembly, body: Body, at: number): void => {
  thread.endLine = at + body.lines;
  thread.lines = body.lines;
  thread.frames.push(...body.frames);
  thread.hash = body.hash;
  thread.locks = body.locks?.slice();
  thread.state = body.state;
  thread.stateText = body.stateText;
  thread.hasStateLine = body.hasStateLine;
};

export type Bodies = {
  /** The body that begins at `from` of a block and was read before. */
  readonly at: (block: string, from: number) => Body | undefined;
  /** Remembers what `text` made of a thread that had no line before. */
  readonly keep: (thread: Assembly, text: string) => void;
};

/** Thousands of threads of a JVM share a few bodies: each is read once. */
export const bodies = (): Bodies => {
  const kept = new Map<string, Body>();
  let searched = '';
  let blank = -1;
  const endOf = (block: string, from: number): number => {
    if (block !== searched || blank < from) {
      const found = block.indexOf('\n\n', from);
      blank = found === -1 ? Number.POSITIVE_INFINITY : found;
      searched = block;
    }
    return blank;
  };
  return {
    at: (block, from) => {
      const end = endOf(block, from);
      return Number.isFinite(end) ? kept.get(block.slice(from, end)) : undefined;
    },
    keep: (thread, text) => {
      if (kept.has(text)) return;
      const body = bodyOf(thread, detached(text));
      if (body === undefined) return;
      if (kept.size >= maxKept) kept.clear();
      kept.set(body.text, body);
    },
  };
};
