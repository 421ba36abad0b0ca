/**
 * Reading numbers out of a line without cutting it up. Each reader returns NaN when there is no number; `lastEnd` is then meaningless,
 * else it is where the number with its unit ended. The line must be ended, by LF or anything else that is no digit.
 */
let end = 0;

/** Where the number read last ended. */
export const lastEnd = (): number => end;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** No figure of a collector has more digits. */
const maxDigits = 19;

/** `12`, `12.5`, `12,5` (the decimal comma of some locales). */
export const numberAt = (bytes: Uint8Array, from: number): number => {
  let at = from;
  let code = bytes[at] as number;
  if (!isDigit(code)) return Number.NaN;
  let value = 0;
  for (; isDigit(code); code = bytes[++at] as number) value = value * 10 + (code - 48);
  if (at - from > maxDigits) return Number.NaN;
  if ((code === 46 || code === 44) && isDigit(bytes[at + 1] as number)) {
    let digits = 0;
    let scale = 1;
    for (code = bytes[++at] as number; isDigit(code); code = bytes[++at] as number) {
      digits = digits * 10 + (code - 48);
      scale *= 10;
    }
    value += digits / scale;
  }
  end = at;
  return value;
};

const unitBytes = (code: number): number => {
  if (code === 75) return 1024;
  if (code === 77) return 1048576;
  if (code === 71) return 1073741824;
  if (code === 66) return 1;
  return code === 84 ? 1099511627776 : 0;
};

/** `16384K`, `5120.6K`, `0.0B`, `12M`, `2G`; without a unit a plain count. */
export const sizeAt = (bytes: Uint8Array, from: number): number => {
  const value = numberAt(bytes, from);
  const unit = unitBytes(bytes[end] as number);
  if (unit === 0) return value;
  end++;
  return Math.round(value * unit);
};

/** Where a size that ends just before `at` begins, `(16384K)` after it skipped; -1: there is none in the line that begins at `lineStart`. */
export const sizeStartBefore = (bytes: Uint8Array, at: number, lineStart: number): number => {
  let to = at - 1;
  if (bytes[to] === 41) {
    while (to >= lineStart && bytes[to] !== 40) to--;
    to--;
  }
  if (unitBytes(bytes[to] as number) > 0) to--;
  let from = to;
  while (from >= lineStart && (isDigit(bytes[from] as number) || bytes[from] === 46 || bytes[from] === 44)) from--;
  return from < to && isDigit(bytes[to] as number) ? from + 1 : -1;
};
