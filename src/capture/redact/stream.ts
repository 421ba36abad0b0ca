import { replaceRanges, type SecretRange } from './range.ts';

/** The text is looked at in windows: a window is given on up to a place `lookAhead` before its end, so that a secret at its border is seen whole. */
const windowLength = 1 << 20;
const lookAhead = 1 << 16;
/** A window with no place to cut (one endless secret) grows up to here, then is given on redacted as far as seen. */
const maxWindowLength = 8 << 20;

const outside = (position: number, ranges: readonly SecretRange[]): number => {
  let cut = position;
  for (let index = ranges.length - 1; index >= 0; index -= 1) {
    const { context, end } = ranges[index]!;
    if (context < cut && cut < end) cut = context;
  }
  return cut;
};

const cutPosition = (text: string, ranges: readonly SecretRange[]): number => {
  const latest = text.length - lookAhead;
  const lineStart = text.lastIndexOf('\n', latest) + 1;
  const cut = outside(lineStart > 0 ? lineStart : latest, ranges);
  return cut === 0 && text.length >= maxWindowLength ? text.length : cut;
};

/** Redacts a text that arrives in pieces, with memory bounded by the window. */
export const redactPieces = async function* (
  pieces: AsyncIterable<string>,
  find: (text: string) => readonly SecretRange[],
  replace: (text: string, ranges: readonly SecretRange[]) => string = replaceRanges,
): AsyncGenerator<string> {
  let waiting: string[] = [];
  let waitingLength = 0;
  let threshold = windowLength;
  for await (const piece of pieces) {
    waiting.push(piece);
    waitingLength += piece.length;
    if (waitingLength < threshold) continue;
    const text = waiting.join('');
    const ranges = find(text);
    const cut = cutPosition(text, ranges);
    if (cut > 0) {
      yield replace(
        text.slice(0, cut),
        ranges.filter(({ end }) => end <= cut),
      );
    }
    waiting = [text.slice(cut)];
    waitingLength = text.length - cut;
    threshold = Math.max(windowLength, waitingLength * 2);
  }
  const rest = waiting.join('');
  if (rest !== '') yield replace(rest, find(rest));
};
