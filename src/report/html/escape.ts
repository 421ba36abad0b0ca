import { escapeText } from '../text/escape.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** One line of text for HTML, also inside of a quoted attribute: markup, controls and marks that turn text around cannot pass. */
export const text = (raw: string): string => escapeText(raw).replace(/[&<>"']/g, (character) => entities[character]!);

/** Text of a rule, whose code stands in backticks. What comes between them is escaped before: it stays text, whatever it says. */
export const prose = (raw: string): string => text(raw).replace(/`([^`]+)`/g, '<code>$1</code>');

/** Text of several lines, for `pre`. */
export const lines = (raw: string): string => raw.split('\n').map(text).join('\n');

/** Data for a script element: no tag can be opened or closed from inside of it. */
export const data = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
