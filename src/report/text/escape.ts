/**
 * Letters, digits, punctuation and symbols of the basic plane that every terminal shows in one known width. All else is shown as an escape:
 * controls, ANSI, bidirectional marks and overrides, joiners, combining marks (a name can stack hundreds), conjoining jamo, private
 * use, lone surrogates, and the hexagram symbols, whose width changed with Unicode 16. Of emoji those that are one character and two
 * cells wide everywhere (Unicode 9 to 12) are shown; flags, skin tones and what joiners put together are not.
 */
const shown = /[^\p{L}\p{N}\p{P}\p{S} ]/u;
const hidden =
  /[\p{M}\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\p{Extended_Pictographic}\u0d4e\u0e33\u0eb3\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\uff9e\uff9f\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff]/u;
const plain = /^[\x20-\x7e]*$/;

const emoji = /^\p{Emoji_Presentation}$/u;
const isEmoji = (character: string, code: number): boolean =>
  ((code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f680 && code <= 0x1f6c5) ||
    (code >= 0x1f910 && code <= 0x1f971)) &&
  !(code >= 0x1f3fb && code <= 0x1f3ff) &&
  emoji.test(character);

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x1b': '\\x1b', '\0': '\\0' };

const escapeCharacter = (character: string): string => {
  const code = character.codePointAt(0)!;
  if (character === ' ' || (code >= 0x21 && code < 0x7f)) return character;
  if (code <= 0xffff && !shown.test(character) && !hidden.test(character)) return character;
  if (isEmoji(character, code)) return character;
  return names[character] ?? `\\u{${code.toString(16)}}`;
};

/** One line of visible characters: what cannot be shown safely stands as `\n`, `\x1b`, `\u{202e}`. */
export const escapeText = (text: string): string =>
  plain.test(text) ? text : Array.from(text, escapeCharacter).join('');

/** At most so many characters, an ellipsis as the last one; never half of a surrogate pair. */
export const clip = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const end = length - 1;
  const isHalf = /[\ud800-\udbff]/.test(text[end - 1] ?? '');
  return `${text.slice(0, isHalf ? end - 1 : end)}\u2026`;
};
