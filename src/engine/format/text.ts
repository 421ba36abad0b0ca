import type { Lang } from './language.ts';
import { count } from './number.ts';

export type Scalar = string | number | boolean;

/**
 * Names and frames come from the target and may hold anything. Line breaks and backticks are markup of the rule's texts
 * (a code example, a code span): in a value they are made visible, so that a thread name cannot look like a line of ours.
 */
export const raw = (value: Scalar): string =>
  String(value)
    .replace(/[\n\r\u2028\u2029]/g, (char) => (char === '\r' ? '\\r' : '\\n'))
    .replaceAll('`', "'");

export const code = (value: string): string => `\`${raw(value)}\``;

const shown = 3;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 2 more`; nothing at all is a dash. */
export const list = (values: readonly Scalar[], lang: Lang): string => {
  const texts = values.map(raw);
  if (texts.length === 0) return '-';
  if (texts.length > shown) {
    const head = texts.slice(0, shown).join(', ');
    const rest = count(texts.length - shown);
    return lang === 'ko' ? `${head} 외 ${rest}개` : `${head} and ${rest} more`;
  }
  if (lang === 'ko' || texts.length === 1) return texts.join(', ');
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
};

/** The last line of a list that was cut. */
export const andMore = (rest: number, lang: Lang): string =>
  lang === 'ko' ? `... 외 ${count(rest)}개` : `... and ${count(rest)} more`;

/** In place of a value that could not be known. */
export const unknownWord: Readonly<Record<Lang, string>> = { en: 'unknown', ko: '알 수 없음' };
