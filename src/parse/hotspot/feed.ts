import type { Problem } from '../../model/parsed.ts';
import { tooLong } from '../text/lines.ts';
import type { Assembly } from './assembly.ts';
import { dateLine } from './banner.ts';
import { bodies } from './body.ts';
import type { DumpReader } from './dumps.ts';
import { dumpColumn, embedding } from './embedding.ts';
import type { Interning } from './interning.ts';
import type { Line } from './line.ts';
import { lineReader } from './line-reader.ts';

/** JSON inside of a container prefix inside of JSON: deeper than this nobody logs. */
const maxDepth = 3;

/** `blank` lines are not counted; `held` ones are counted when their meaning is clear. */
type Fed = 'understood' | 'held' | 'foreign' | 'blank';

const isBlank = (text: string): boolean => text === '' || text.trim() === '';

/** Lines that are not blank, and those of them that are part of a dump. */
export type Counts = { recognised: number; total: number };

/** Hands blocks of lines to the reader of dumps, out of what they are wrapped in: log prefixes, JSON records. */
export const lineFeed = (
  dumps: DumpReader,
  options: {
    readonly interning: Interning;
    readonly counts: Counts;
    readonly maxLength: number;
    readonly onProblem: (problem: Problem) => void;
  },
): ((block: string) => void) => {
  const { counts, maxLength } = options;
  const { read, expected } = lineReader(options.interning);
  const logs = embedding();
  const known = bodies();
  /** The last line that was a header, not wrapped in anything. */
  let headerAt = 0;
  let previous = '';
  let dumpInJson = false;

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
  /** `record`: the JSON record of a log that `text` stands in, while no such record has held a line of a dump. */
  const settle = (line: Line, text: string, at: number, record = text): Fed => {
    const taken = dumps.take(line, at, text);
    if (taken === true || (taken === false && takePrefixed(text, at))) return 'understood';
    previous = text;
    if (taken === 'held') return 'held';
    dumps.foreign(at, record);
    return 'foreign';
  };
  const feed = (text: string, at: number, depth: number, record?: string): Fed => {
    if (text === '') {
      dumps.blank();
      return 'blank';
    }
    const inner = depth < maxDepth ? logs.unwrap(text) : undefined;
    if (inner !== undefined) {
      const isRecord = !dumpInJson && !text.endsWith(inner[0] ?? '');
      const fed = inner.map((one) => feed(one, at, depth + 1, isRecord ? text : record));
      if (isRecord && fed.includes('understood')) dumpInJson = true;
      return fed.includes('understood') ? 'understood' : fed.includes('held') ? 'held' : 'foreign';
    }
    const line = read(text);
    if (line.kind !== 'unknown' || !isBlank(text)) {
      if (line.kind === 'header' && depth === 0) headerAt = at;
      return settle(line, text, at, record);
    }
    dumps.blank();
    return 'blank';
  };
  const count = (fed: Fed): void => {
    if (fed === 'blank') return;
    counts.total++;
    if (fed === 'understood') counts.recognised++;
  };
  let at = 0;
  const bounded = (text: string): string => {
    if (text.length <= maxLength) return text;
    options.onProblem(tooLong(at, maxLength));
    return text.slice(0, maxLength);
  };
  /** The thread that the header at this line has just opened. */
  const opened = (): Assembly | undefined => {
    const thread = headerAt === at ? dumps.thread() : undefined;
    return thread?.endLine === at && thread.lines === 0 ? thread : undefined;
  };
  return (block) => {
    /** The thread whose body begins at `from`, and the line of its header. */
    let below: { readonly thread: Assembly; readonly from: number; readonly line: number } | undefined;
    for (let from = 0; from <= block.length; ) {
      at++;
      const likely = expected(block, from);
      if (likely !== undefined) {
        count(settle(likely.line, likely.text, at));
        from += likely.text.length + 1;
        continue;
      }
      const newline = block.indexOf('\n', from);
      const end = newline === -1 ? block.length : newline;
      count(feed(bounded(block.slice(from, end)), at, 0));
      if (end === from && below !== undefined) {
        const lines = at - 1 - below.line;
        if (lines > 0 && below.thread.lines === lines) known.keep(below.thread, block.slice(below.from, from - 1));
        below = undefined;
      }
      from = end + 1;
      const thread = opened();
      if (thread === undefined) continue;
      const body = known.at(block, from);
      below = body === undefined ? { thread, from, line: at } : undefined;
      if (body === undefined) continue;
      dumps.takeBody(body, at);
      at += body.lines;
      counts.total += body.lines;
      counts.recognised += body.lines;
      from += body.text.length + 1;
    }
  };
};
