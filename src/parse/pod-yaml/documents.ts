import { parseAllDocuments } from 'yaml';
import { type Json, object } from '../pod/json.ts';

/** Aliases could make a small text large; kubectl writes none. */
const parsed = (text: string): readonly Json[] =>
  parseAllDocuments(text, { strict: false, uniqueKeys: false, logLevel: 'silent' }).flatMap((document) => {
    try {
      const value: unknown = document.toJS({ maxAliasCount: 0 });
      return Array.isArray(value) ? value.map(object) : [object(value)];
    } catch {
      return [];
    }
  });

const fence = /^[ \t]*(?:```\w*|\.\.\.|…)[ \t\r]*$/;
const item = /^[ \t]*(?:- )?"?[\w./-]{1,100}"?:(?:[ \t]|$)|^[ \t]*- |^[ \t]*[\]}[{],?[ \t\r]*$/;

/** Lines that stand around YAML in a message (fences, prose) are emptied, so that the numbers of lines stay. */
const onlyYaml = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/^(?:> ?)+/, '')
        .replace(/\r$/, '')
        .replaceAll('\t', '  '),
    )
    .map((line) => (fence.test(line) ? '' : line))
    .join('\n');

const blanks = (line: string): number => line.length - line.trimStart().length;

/** The pieces of a text whose lines look like YAML, each moved to the left by its least indentation. */
const pieces = (text: string): readonly string[] => {
  const found: string[][] = [[]];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || item.test(line)) found.at(-1)?.push(line);
    else if ((found.at(-1)?.length ?? 0) > 0) found.push([]);
  }
  return found.map((lines) => {
    const least = Math.min(...lines.filter((line) => line.trim() !== '').map(blanks));
    return lines.map((line) => line.slice(Number.isFinite(least) ? least : 0)).join('\n');
  });
};

/** Every document of a text; where it is no YAML as a whole, of the pieces of it that are. */
export const documentsIn = (
  given: string,
): { readonly documents: readonly Json[]; readonly lineOf: (name: string | undefined) => number } => {
  const text = onlyYaml(given);
  const whole = parsed(text).filter((each) => Object.keys(each).length > 0);
  const isPod = whole.some((each) => each['kind'] !== undefined);
  const documents = isPod
    ? whole
    : pieces(text).flatMap((piece) => {
        const found = parsed(piece).filter((each) => Object.keys(each).length > 0);
        // A part of JSON: `"lastState": {...},` needs its braces.
        return found.length > 0 ? found : parsed(`{${piece.trim().replace(/,$/, '')}}`);
      });
  const lines = text.split('\n');
  return {
    documents,
    lineOf: (name) => {
      const at = name === undefined ? -1 : lines.findIndex((line) => line.trim() === `name: ${name}`);
      return at < 0
        ? Math.max(
            0,
            lines.findIndex((line) => /lastState|terminated|containerStatuses/.test(line)),
          ) + 1
        : at + 1;
    },
  };
};
