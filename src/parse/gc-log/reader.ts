import { countOther, type LineCount } from './accounting.ts';
import { legacyReader } from './legacy.ts';
import { gcLogStyle } from './recognise.ts';
import { type LineReader, unifiedReader } from './unified.ts';
import type { EventWriter } from './writer.ts';

export type GcLogReader = {
  /** Whole lines, LF between them. */
  readonly block: (text: string) => void;
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

  const choose = (text: string): LineReader | undefined => {
    const style = blocks++ < undecidedBlocks ? gcLogStyle(text) : undefined;
    if (style === undefined) return undefined;
    return style === 'unified' ? unifiedReader(writer, count) : legacyReader(writer, count);
  };

  return {
    block: (text) => {
      reader ??= choose(text);
      const { length } = text;
      for (let start = 0; start <= length; ) {
        let end = text.indexOf('\n', start);
        if (end === -1) end = length;
        line++;
        if (end > start) {
          if (reader === undefined) countOther(count, line, text.slice(start, end));
          else reader.line(text, start, end, line);
        }
        start = end + 1;
      }
    },
    end: () => reader?.end(),
    hasBegun: () => reader !== undefined && count.recognised > 0,
  };
};
