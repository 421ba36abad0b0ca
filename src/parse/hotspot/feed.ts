import { dateLine } from './banner.ts';
import type { DumpReader } from './dumps.ts';
import { dumpColumn, embedding } from './embedding.ts';
import type { Interning } from './interning.ts';
import { type Line, unknown } from './line.ts';
import { lineReader } from './line-reader.ts';

/** JSON inside of a container prefix inside of JSON: deeper than this nobody logs. */
const maxDepth = 3;

/** `blank` lines are not counted; `held` ones are counted when their meaning is clear. */
export type Fed = 'understood' | 'held' | 'foreign' | 'blank';

const isBlank = (text: string): boolean => text === '' || text.trim() === '';

/** Hands lines to the reader of dumps, out of what they are wrapped in: log prefixes, JSON records. */
export const lineFeed = (dumps: DumpReader, interning: Interning): ((text: string, at: number) => Fed) => {
  const read = lineReader(interning);
  const logs = embedding();
  let previous = '';

  /** A line with a prefix not seen before: learned when the rest opens a dump or a thread. */
  const takePrefixed = (text: string, at: number): boolean => {
    const column = dumpColumn(text);
    if (column <= 0) return false;
    const inner = text.slice(column);
    const line = read(inner);
    if (line.kind !== 'banner' && line.kind !== 'header') return false;
    const time = logs.learn(text, column);
    const before = logs.unwrap(previous)?.[0];
    const date = time ?? (before === undefined ? undefined : dateLine(before.trim()));
    if (date !== undefined) dumps.dated(date);
    return dumps.take(line, at, inner) === true;
  };
  const settle = (line: Line, text: string, at: number): Fed => {
    const taken = dumps.take(line, at, text);
    if (taken === true || (taken === false && takePrefixed(text, at))) return 'understood';
    previous = text;
    if (taken === 'held') return 'held';
    dumps.foreign(at, text);
    return 'foreign';
  };
  const feed = (text: string, at: number, depth: number): Fed => {
    if (text === '') {
      dumps.blank();
      return 'blank';
    }
    const inner = depth < maxDepth ? logs.unwrap(text) : undefined;
    if (inner !== undefined) {
      const fed = inner.map((one) => feed(one, at, depth + 1));
      return fed.includes('understood') ? 'understood' : fed.includes('held') ? 'held' : 'foreign';
    }
    const line = read(text);
    if (line.kind !== 'unknown' || !isBlank(text)) return settle(line, text, at);
    dumps.blank();
    return 'blank';
  };
  return (text, at) => {
    // Most lines begin with a tab and are wrapped in nothing.
    const line = text.charCodeAt(0) === 9 ? read(text) : unknown;
    return line.kind === 'unknown' ? feed(text, at, 0) : settle(line, text, at);
  };
};
