import type { SyntaxMistake } from './expression.ts';

/** What the CEL library says of a text it cannot parse. */
export type LibraryMistake = {
  readonly code: string;
  readonly summary: string;
  readonly start: number;
  readonly end: number;
};

/** Why a function call is refused. */
export const functionRefused = (name: string): string =>
  name === 'has'
    ? 'has() is refused: reading a missing fact already makes the rule unknown'
    : `${name}() is refused: functions, macros and regular expressions belong into a fact`;

const otherSpellings: readonly (readonly [RegExp, string])[] = [
  [/^and\b/i, 'CEL writes &&'],
  [/^or\b/i, 'CEL writes ||'],
  [/^&/, 'CEL writes &&'],
  [/^\|/, 'CEL writes ||'],
  [/^=/, 'CEL writes =='],
];

const tokens: Readonly<Record<string, string>> = {
  IDENTIFIER: 'a name',
  RPAREN: ')',
  RBRACKET: ']',
  COLON: ':',
  LPAREN: '(',
};

/** The library names tokens by its own constants; a person reads the text. */
const wording = ({ code, summary }: LibraryMistake, found: string): string => {
  const expected = /^Expected (\w+), got/.exec(summary)?.[1];
  if (code === 'expected_token' && expected) return `expected ${tokens[expected] ?? expected} before ${found}`;
  if (code === 'unexpected_token' || code === 'unexpected_character') return `${found} is not expected here`;
  return `CEL: ${summary}`;
};

/** The same for a person, where it stands in the text. */
export const mistakeOf = (text: string, mistake: LibraryMistake): SyntaxMistake => {
  const start = Math.min(mistake.start, text.length);
  const end = Math.max(start + 1, mistake.end);
  const called = /(\w+)\s*\($/.exec(text.slice(0, start)) ?? /^(\w+)\s*\(/.exec(text.slice(start));
  if (mistake.code !== 'unexpected_token' && mistake.code !== 'expected_token' && called?.[1]) {
    return { message: functionRefused(called[1]), start, end };
  }
  if (start >= text.length) {
    return { message: 'the condition ends too early', start: Math.max(0, text.length - 1), end: text.length };
  }
  const rest = text.slice(start);
  const spelling = otherSpellings.find(([pattern]) => pattern.test(rest));
  if (spelling) return { message: `${/^\W|^\w+/.exec(rest)?.[0]} is not understood: ${spelling[1]}`, start, end };
  if (/^\s*not\s/i.test(text.slice(Math.max(0, start - 4)))) {
    return { message: 'not is not understood: CEL writes !', start: start - 4, end: start - 1 };
  }
  return { message: wording(mistake, text.slice(start, end)), start, end };
};
