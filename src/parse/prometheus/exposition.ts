import type { Metric } from '../../model/metrics.ts';

/** What a line of the text format is. `other`: a comment, or a value that is no number. */
export type ExpositionLine = Omit<Metric, 'line'> | 'other' | undefined;

const nameAtStart = /^[A-Za-z_:][\w:]{0,255}(?=[{\s])/;
const label = /\s{0,9}([A-Za-z_]\w{0,255})\s{0,9}=\s{0,9}"((?:[^"\\]|\\.){0,4096})"\s{0,9}(,|(?=\}))/y;
/** Then an optional time, and in OpenMetrics an exemplar behind a hash. */
const rest = /^\s{1,9}(\S{1,64})(?:\s+[\d.eE+-]{1,32})?\s*(?:# .*)?$/;
const decimal = /^[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,3})?$/;
const notFinite = /^(?:NaN|[+-]?Inf)$/i;

const escapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };
const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/g, (whole, char: string) => escapes[char] ?? whole) : text;

const labelsIn = (
  text: string,
): { readonly labels: Readonly<Record<string, string>>; readonly end: number } | undefined => {
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  let at = 1;
  while (text[at] !== '}') {
    label.lastIndex = at;
    const match = label.exec(text);
    if (match === null) return undefined;
    labels[match[1] as string] = unescaped(match[2] as string);
    at = label.lastIndex;
  }
  return { labels, end: at + 1 };
};

/**
 * One line of the text format, 0.0.4 and OpenMetrics 1.0; undefined: it is none. Source: Prometheus, "Exposition formats".
 */
export const expositionLine = (text: string): ExpositionLine => {
  if (text.startsWith('#')) return 'other';
  const name = nameAtStart.exec(text)?.[0];
  if (name === undefined) return undefined;
  const after = text.slice(name.length);
  const found = after.startsWith('{') ? labelsIn(after) : { labels: {}, end: 0 };
  if (found === undefined) return undefined;
  const word = rest.exec(after.slice(found.end))?.[1];
  if (word === undefined) return undefined;
  if (notFinite.test(word)) return 'other';
  const value = decimal.test(word) ? Number(word) : Number.NaN;
  return Number.isFinite(value) ? { name, labels: found.labels, value } : undefined;
};
