import { cr, lf, textOf } from '../text/bytes.ts';
import { countOther, type LineCount } from './accounting.ts';
import { legacyReader } from './legacy.ts';
import { gcLogStyle } from './recognise.ts';
import { type LineReader, unifiedReader } from './unified.ts';
import type { EventWriter } from './writer.ts';

export type GcLogReader = {
  /** Whole lines of UTF-8, LF at the end of each. */
  readonly block: (bytes: Buffer) => void;
  readonly end: () => void;
  /** A line of a collector was seen: also where nothing was collected yet. */
  readonly hasBegun: () => boolean;
};

/** A block is looked at again for the style of the log until it is known, after so many blocks not any more. */
const undecidedBlocks = 4096;

/** Reads blocks of lines; which style of log it is shows in the first line of a collection. */
export const gcLogReader = (writer: EventWriter, count: LineCount): GcLogReader => {
  let reader: LineReader | undefined;
  let line = 0;
  let blocks = 0;

  const choose = (bytes: Buffer): LineReader | undefined => {
    const style = blocks++ < undecidedBlocks ? gcLogStyle(textOf(bytes, 0, bytes.length)) : undefined;
    if (style === undefined) return undefined;
    return style === 'unified' ? unifiedReader(writer, count) : legacyReader(writer, count);
  };

  return {
    block: (bytes) => {
      reader ??= choose(bytes);
      const { length } = bytes;
      for (let start = 0; start < length; ) {
        const next = bytes.indexOf(lf, start);
        let end = next;
        while (end > start && bytes[end - 1] === cr) end--;
        line++;
        if (end > start) {
          if (reader === undefined) countOther(count, line, bytes, start, end);
          else reader.line(bytes, start, end, line);
        }
        start = next + 1;
      }
    },
    end: () => reader?.end(),
    hasBegun: () => reader !== undefined && count.recognised > 0,
  };
};
