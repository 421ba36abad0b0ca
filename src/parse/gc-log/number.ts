/**
 * Reading numbers out of a line without cutting it up. Each reader returns NaN when there is no number; `lastEnd` is then meaningless,
 * else it is where the number with its unit ended.
 */
let end = 0;

/** Where the number read last ended. */
export const lastEnd = (): number => end;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** No figure of a collector has more digits. */
const maxDigits = 19;

/** `12`, `12.5`, `12,5` (the decimal comma of some locales). */
export const numberAt = (text: string, from: number): number => {
  let at = from;
  let code = text.charCodeAt(at);
  if (!isDigit(code)) return Number.NaN;
  let value = 0;
  for (; isDigit(code); code = text.charCodeAt(++at)) value = value * 10 + (code - 48);
  if (at - from > maxDigits) return Number.NaN;
  if ((code === 46 || code === 44) && isDigit(text.charCodeAt(at + 1))) {
    let digits = 0;
    let scale = 1;
    for (code = text.charCodeAt(++at); isDigit(code); code = text.charCodeAt(++at)) {
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
export const sizeAt = (text: string, from: number): number => {
  const value = numberAt(text, from);
  const unit = unitBytes(text.charCodeAt(end));
  if (unit === 0) return value;
  end++;
  return Math.round(value * unit);
};

/** Where a size that ends just before `at` begins, `(16384K)` after it skipped; -1: there is none. */
export const sizeStartBefore = (text: string, at: number): number => {
  let to = at - 1;
  if (text.charCodeAt(to) === 41) to = text.lastIndexOf('(', to) - 1;
  if (unitBytes(text.charCodeAt(to)) > 0) to--;
  if (!isDigit(text.charCodeAt(to))) return -1;
  let from = to;
  for (;;) {
    const code = text.charCodeAt(from - 1);
    if (!isDigit(code) && code !== 46 && code !== 44) return from;
    from--;
  }
};
