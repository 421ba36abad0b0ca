/** `12.34`, `12,34` (German, French, Korean never), `1234`. */
const figure = /^\d{1,18}(?:[.,]\d{1,6})?$/;
/** What stands where a counter is missing: `-`, of some JDK 8 `?` or the sign for no number. */
const nothing = new Set(['-', '?', '\uFFFD', 'NaN', '∞']);

/** Width of the cause columns. */
const causeWidth = 20;

/** A row as columns by name; a missing counter is undefined, causes are texts. */
export type Row = ReadonlyMap<string, number | string | undefined>;

/** `Allocation Failure   No GC`: by their width, and where blanks were lost by the most usual end. */
const causesOf = (text: string): readonly [string, string] | undefined => {
  const trimmed = text.trimEnd();
  const wide = /^(.{20}\S*) (.*)$/.exec(trimmed);
  if (wide?.[1] !== undefined && wide[2] !== undefined && /\s$/.test(wide[1])) return [wide[1].trim(), wide[2].trim()];
  const end = /^(.*\S)\s+(No GC)$/.exec(trimmed);
  if (end?.[1] !== undefined && end[2] !== undefined) return [end[1].trim(), end[2]];
  return trimmed.length > causeWidth
    ? [trimmed.slice(0, causeWidth).trim(), trimmed.slice(causeWidth).trim()]
    : undefined;
};

/** Fills the columns of the head with a line; undefined when it is no row of that head. */
export const rowOf = (head: readonly string[], line: string): Row | undefined => {
  const hasCauses = head.at(-1) === 'GCC' && head.at(-2) === 'LGCC';
  const numeric = hasCauses ? head.slice(0, -2) : head;
  const pattern = new RegExp(`^\\s*((?:\\S+\\s+){${numeric.length - 1}}\\S+)(?:\\s(.*))?$`);
  const match = pattern.exec(line);
  if (match?.[1] === undefined) return undefined;
  const words = match[1].split(/\s+/);
  if (!words.every((word) => figure.test(word) || nothing.has(word))) return undefined;
  const rest = match[2] ?? '';
  if (!hasCauses && rest.trim() !== '') return undefined;
  const row = new Map<string, number | string | undefined>(
    numeric.map((name, index) => {
      const word = words[index] as string;
      return [name, nothing.has(word) ? undefined : Number(word.replace(',', '.'))];
    }),
  );
  const causes = hasCauses ? causesOf(rest.replace(/^\s(?=\S)/, '')) : undefined;
  if (causes !== undefined) row.set('LGCC', causes[0]).set('GCC', causes[1]);
  return row;
};
