import { detached } from '../text/lines.ts';
import type { Interning } from './interning.ts';
import type { Line } from './line.ts';
import { readLine } from './read-line.ts';

/** Distinct lines kept; more are forgotten and read again. */
const maxKept = 100_000;

export type Kept = { readonly text: string; readonly line: Line; next: Kept | undefined };

/** Kinds that repeat: their lines carry no numbers of their own, or the same ones in many threads. */
const repeats: ReadonlySet<Line['kind']> = new Set(['frame', 'lock', 'state', 'owned', 'note', 'synchronizers']);

export type LineReader = {
  readonly read: (text: string) => Line;
  /** The line that begins at `from` of a block, when it is the one that followed last time. */
  readonly expected: (block: string, from: number) => Kept | undefined;
};

/**
 * `readLine` with a memory. The line that followed last time is tried first: that costs a comparison within the block,
 * no new string and no hash, and inside of stacks it nearly always matches.
 */
export const lineReader = (interning: Interning): LineReader => {
  const kept = new Map<string, Kept>();
  let last: Kept | undefined;
  return {
    read: (text) => {
      let found = kept.get(text);
      if (found === undefined) {
        const line = readLine(text, interning);
        if (!repeats.has(line.kind)) return line;
        if (kept.size >= maxKept) kept.clear();
        const copy = detached(text);
        found = { text: copy, line, next: undefined };
        kept.set(copy, found);
      }
      if (last !== undefined) last.next = found;
      last = found;
      return found.line;
    },
    expected: (block, from) => {
      const next = last?.next;
      if (next === undefined) return undefined;
      const end = from + next.text.length;
      if (end !== block.length && block.charCodeAt(end) !== 10) return undefined;
      if (block.slice(from, end) !== next.text) return undefined;
      last = next;
      return next;
    },
  };
};
