import { detached } from '../text/lines.ts';
import type { Interning } from './interning.ts';
import type { Line } from './line.ts';
import { readLine } from './read-line.ts';

/** Distinct lines kept; more are forgotten and read again. */
const maxKept = 100_000;

type Kept = { readonly text: string; readonly line: Line; next: Kept | undefined };

/** Kinds that repeat: their lines carry no numbers of their own, or the same ones in many threads. */
const repeats: ReadonlySet<Line['kind']> = new Set(['frame', 'lock', 'state', 'owned', 'note', 'synchronizers']);

/**
 * `readLine` with a memory. The line that followed last time is tried before the table: it costs a comparison, no hash,
 * and within stacks it nearly always matches.
 */
export const lineReader = (interning: Interning): ((text: string) => Line) => {
  const kept = new Map<string, Kept>();
  let last: Kept | undefined;
  return (text) => {
    const expected = last?.next;
    if (expected !== undefined && expected.text === text) {
      last = expected;
      return expected.line;
    }
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
  };
};
