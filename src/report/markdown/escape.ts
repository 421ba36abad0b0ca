import { escapeText } from '../text/escape.ts';

/** Slack and others read `<!channel>` and `<@user>` even inside of code. */
const defuse = (text: string): string => text.replace(/<(?=[!@#])/g, '< ');

/** Evidence inside a code block or code span: nothing in it can end the code. */
export const code = (text: string): string => defuse(escapeText(text).replaceAll('`', "'"));

/** A code span; the empty text has one blank, since two backticks would open something else. */
export const span = (text: string): string => `\`${code(text) || ' '}\``;

/** What chat tools and forges would make a link, a mention or a reference of. */
const live = /(?:https?|ftp|file|mailto|javascript|data):[^\s]*|www\.[^\s]*|[^\s]*@[^\s]*|#\d+/gi;

const escapeMarks = (text: string): string => defuse(text).replace(/[\\`*_[\]<>|~#]/g, '\\$&');

const escapeWords = (text: string): string => {
  const parts: string[] = [];
  let position = 0;
  for (const match of text.matchAll(live)) {
    parts.push(escapeMarks(text.slice(position, match.index)), span(match[0]));
    position = match.index + match[0].length;
  }
  return [...parts, escapeMarks(text.slice(position))].join('');
};

/** Prose that may hold evidence: code spans stay, no other mark-up, no HTML, no mention, no link comes out of it. */
export const prose = (text: string): string => {
  const parts = escapeText(text).split(/((?<!\\)`[^`]+`)/);
  const safe = parts.map((part, index) => (index % 2 === 1 ? span(part.slice(1, -1)) : escapeWords(part)));
  return safe.join('').replace(/^(\s*)([-+]|\d+[.)])(?=\s|$)/, '$1\\$2');
};
