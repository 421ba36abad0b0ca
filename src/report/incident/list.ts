import { code, prose } from '../markdown/escape.ts';

export const list = (items: readonly string[], none: string): string =>
  items.length === 0 ? none : items.map((item) => `- ${item}`).join('\n');

/** A step of advice; the lines of a code example as a block of their own, inside of the list item. */
export const advice = (text: string): string => {
  const lines = text.trimEnd().split('\n');
  if (lines.length === 1) return prose(text);
  return ['```java', ...lines.map(code), '```'].join('\n  ');
};

/** Prose in a cell of a table. */
export const cell = (text: string): string => text.replace(/(?<!\\)\|/g, '\\|');
