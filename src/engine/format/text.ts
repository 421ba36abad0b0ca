import type { Lang } from './language.ts';
import { count } from './number.ts';

export type Scalar = string | number | boolean;

export const raw = (value: Scalar): string => String(value);

/** In backticks; backticks inside become quotes so that the pair stays a pair. */
export const code = (value: string): string => `\`${value.replaceAll('`', "'")}\``;

const shown = 3;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 2 more`; nothing at all is a dash. */
export const list = (values: readonly Scalar[], lang: Lang): string => {
  const texts = values.map(String);
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
