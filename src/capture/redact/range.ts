/**
 * Characters `start` to `end` of a text are a secret. From `context` on the text is needed to see that it is one
 * (`password=`, `Bearer`): a stream is never cut between `context` and `end`.
 */
export type SecretRange = { readonly context: number; readonly start: number; readonly end: number };

/** Sorted, overlaps joined. */
export const joinRanges = (ranges: readonly SecretRange[]): readonly SecretRange[] => {
  const sorted = ranges.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: SecretRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last === undefined || range.start > last.end) joined.push(range);
    else {
      joined[joined.length - 1] = {
        context: Math.min(last.context, range.context),
        start: last.start,
        end: Math.max(last.end, range.end),
      };
    }
  }
  return joined;
};

const mark = '[redacted]';

/** The text with every range replaced by `[redacted]`; the ends of lines inside a range stay. */
export const replaceRanges = (text: string, ranges: readonly SecretRange[]): string => {
  if (ranges.length === 0) return text;
  const parts: string[] = [];
  let position = 0;
  for (const { start, end } of ranges) {
    parts.push(text.slice(position, start), text.slice(start, end).replace(/[^\r\n]+/g, mark));
    position = end;
  }
  parts.push(text.slice(position));
  return parts.join('');
};

/** Like `replaceRanges`, but each range keeps its length: for layouts where offsets matter. */
export const replaceRangesInPlace = (text: string, ranges: readonly SecretRange[]): string => {
  const parts: string[] = [];
  let position = 0;
  for (const { start, end } of ranges) {
    const length = end - start;
    parts.push(text.slice(position, start), length < mark.length ? '*'.repeat(length) : mark.padEnd(length, '*'));
    position = end;
  }
  parts.push(text.slice(position));
  return parts.join('');
};
