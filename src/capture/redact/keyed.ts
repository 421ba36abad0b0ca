import { type KeyMatch, secretKeys } from './keys.ts';
import type { SecretRange } from './range.ts';

/**
 * How values end. `text`: at white space or a quote. `argument`: one argument of a command line, the value is the rest of it.
 * `arguments`: arguments joined by single spaces (hsperfdata), the value goes on until the next ` -` or NUL.
 */
export type Style = 'text' | 'argument' | 'arguments';

const separator = /(\\?["'\]])?[ \t]{0,8}([=:>])[ \t]{0,8}/y;
const gap = /[ \0]+(?!-)/y;
const nonSecret = /^(?:true|false|null|none|undefined|empty|\*+|)$/i;

const endBefore = (text: string, from: number, stop: RegExp): number => {
  stop.lastIndex = from;
  const match = stop.exec(text);
  return match === null ? text.length : match.index;
};

const endOfUnquoted = (text: string, from: number, style: Style, before: string): number => {
  if (before === '?' || before === '&') return endBefore(text, from, /[&#\s\0"'<>]/g);
  if (before === ';') return endBefore(text, from, /[;\s\0"'<>]/g);
  if (style === 'argument') return text.length;
  if (style === 'arguments') return endBefore(text, from, /\0| -/g);
  return endBefore(text, from, /[\s\0<>]|["'](?![A-Za-z0-9])/g);
};

const quotedValue = (text: string, from: number, quote: string): { start: number; end: number } => {
  const start = from + quote.length;
  if (quote.length === 2) {
    const end = endBefore(text, start, /\\["']|[\r\n\0]/g);
    return { start, end };
  }
  let end = start;
  while (end < text.length && text[end] !== quote && !/[\r\n\0]/.test(text[end]!)) end += text[end] === '\\' ? 2 : 1;
  return { start, end: Math.min(end, text.length) };
};

const listValues = function* (text: string, from: number, context: number): Generator<SecretRange> {
  const end = endBefore(text, from, /[\]\r\n]/g);
  const literal = /"((?:[^"\\\r\n]|\\.)*)"/g;
  literal.lastIndex = from;
  for (let match = literal.exec(text); match !== null && match.index < end; match = literal.exec(text)) {
    yield { context, start: match.index + 1, end: match.index + 1 + match[1]!.length };
  }
};

/** A line of properties or YAML: the value goes to the end of the line. An option of a command line does not. */
const isLineStart = (text: string, position: number): boolean =>
  text[position] !== '-' &&
  (position === 0 ||
    /[\r\n]/.test(text[position - 1]!) ||
    /(?:^|[\r\n])[ \t]{1,40}$/.test(text.slice(Math.max(0, position - 41), position)));

/** A word such as `token` is redacted when its value is not plainly a count or an English word. */
const looksSecret = (value: string, spaced: boolean): boolean => {
  if (/^\d{1,5}[,;)\]}]?$/.test(value)) return false;
  return !spaced || /\d/.test(value) || value.length >= 20;
};

function* afterSeparator(text: string, key: KeyMatch, style: Style): Generator<SecretRange> {
  separator.lastIndex = key.end;
  const match = separator.exec(text);
  if (match === null) return;
  const [whole, closing, sign] = match as unknown as [string, string | undefined, string];
  const from = key.end + whole.length;
  const context = key.start;
  const next = text[from] ?? '';
  const before = text[key.start - 1] ?? '';
  if (sign === '>') {
    if (before === '<') yield { context, start: from, end: endBefore(text, from, /[<\r\n\0]/g) };
    return;
  }
  if (sign === ':' && next === ':') return;
  if (next === '[' && closing !== undefined) {
    yield* listValues(text, from, context);
    return;
  }
  if (next === '{' && closing !== undefined) return;
  const quote = next === '\\' && /["']/.test(text[from + 1] ?? '') ? text.slice(from, from + 2) : next;
  if (/^\\?["']$/.test(quote)) {
    const { start, end } = quotedValue(text, from, quote);
    if (!nonSecret.test(text.slice(start, end))) yield { context, start, end };
    return;
  }
  if (closing?.endsWith('"') === true) {
    const end = endBefore(text, from, /[,}\]\s\0]/g);
    if (!nonSecret.test(text.slice(from, end)) && looksSecret(text.slice(from, end), false))
      yield { context, start: from, end };
    return;
  }
  const wordEnd = endOfUnquoted(text, from, style, before);
  const value = text.slice(from, Math.min(wordEnd, from + 4096));
  if (nonSecret.test(value)) return;
  const spaced = sign === ':' && whole.endsWith(' ');
  if (
    key.strength === 'weak' &&
    style === 'text' &&
    !/(?:authorization|cookies?)$/i.test(key.key) &&
    !looksSecret(value, spaced)
  )
    return;
  const wholeLine = isLineStart(text, key.start) || /(?:authorization|cookies?)$/i.test(key.key);
  const end = style === 'text' && wholeLine ? Math.max(wordEnd, endBefore(text, from, /["'\r\n\0]/g)) : wordEnd;
  yield { context, start: from, end };
}

/** `--password hunter2`: the flag and its value are two words. */
function* afterFlag(text: string, key: KeyMatch, style: Style): Generator<SecretRange> {
  if (!key.key.startsWith('-')) return;
  gap.lastIndex = key.end;
  const match = gap.exec(text);
  if (match === null) return;
  const start = key.end + match[0].length;
  yield {
    context: key.start,
    start,
    end: style === 'text' ? endBefore(text, start, /[\s\0"']/g) : endOfUnquoted(text, start, style, ''),
  };
}

/** Values of keys that name a secret, in `key=value`, `key: value`, `"key": "value"`, `<key>value<`, `--key value`, `?key=value&`. */
export function* keyedSecrets(text: string, style: Style): Generator<SecretRange> {
  for (const key of secretKeys(text)) {
    yield* afterSeparator(text, key, style);
    yield* afterFlag(text, key, style);
  }
}
