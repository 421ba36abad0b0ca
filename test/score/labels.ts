import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * What a label asks. `any`: one of these rules, or of these topics (`pools/`), fires at warning or above, at info where `level`
 * says so. `silent`: nothing at warning or above. Any other label asks nothing but that the file is read or refused in words.
 */
export type Ask =
  | { readonly kind: 'any'; readonly rules: readonly string[]; readonly level: 'warning' | 'info' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'nothing'; readonly why: string };

/** One or several files (a series of one JVM) with a label. */
export type Item = {
  readonly name: string;
  readonly files: readonly string[];
  readonly kind: string;
  readonly label: string;
  readonly ask: Ask;
};

type Row = { readonly file: string; readonly kind: string; readonly label: string };

/** The first line names the columns: file, kind and label are needed. */
const readIndex = (text: string): readonly Row[] => {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = head.split('\t');
  const at = (name: string): number => {
    const index = columns.indexOf(name);
    if (index === -1) throw new Error(`INDEX.tsv has no column ${name}`);
    return index;
  };
  const [file, kind, label] = [at('file'), at('kind'), at('label')];
  return lines.map((line) => {
    const cells = line.split('\t');
    return { file: cells[file] ?? '', kind: cells[kind] ?? '', label: cells[label] ?? '' };
  });
};

type Label = {
  readonly any?: readonly string[];
  readonly silent?: boolean;
  readonly scope?: string;
  readonly level?: string;
  readonly kinds?: readonly string[];
  readonly why?: string;
};

/** `t` thread dumps, `g` GC logs, `o` others, or a kind by its name. */
const isOfKind = (kind: string, wanted: readonly string[]): boolean => {
  const letter = kind.startsWith('threaddump') ? 't' : kind.startsWith('gclog') ? 'g' : 'o';
  return wanted.includes(letter) || wanted.includes(kind);
};

const askOf = (label: Label | undefined, kind: string): Ask => {
  if (label === undefined) return { kind: 'nothing', why: 'its label asks nothing' };
  if (label.scope === 'out') return { kind: 'nothing', why: label.why ?? 'out of scope' };
  if (label.kinds !== undefined && !isOfKind(kind, label.kinds))
    return { kind: 'nothing', why: 'its label asks nothing of this kind of file' };
  if (label.silent === true) return { kind: 'silent' };
  return { kind: 'any', rules: label.any ?? [], level: label.level === 'info' ? 'info' : 'warning' };
};

const numbered = /^(.*)-(\d+)(\.[^./]+)$/;

/** Files `x-0.txt`, `x-1.txt` ... (from 0 or 1, none missing) with one label are one series; every other row stands alone. */
const inSeries = (rows: readonly Row[]): readonly (readonly Row[])[] => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const [, stem, , ending] = numbered.exec(row.file) ?? [];
    const key = stem === undefined ? row.file : `${stem}#${ending} ${row.label}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const orderOf = ({ file }: Row): number => Number(numbered.exec(file)?.[2]);
  return [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => orderOf(a) - orderOf(b));
    const first = orderOf(sorted[0] as Row);
    const isSeries = sorted.length > 1 && first <= 1 && sorted.every((row, i) => orderOf(row) === first + i);
    return isSeries ? [sorted] : group.map((row) => [row]);
  });
};

/** The items of a folder with INDEX.tsv (file, kind, label) and LABELS.yaml (label -> any, silent, scope, level, kinds, why). */
export const readCorpus = async (folder: string): Promise<readonly Item[]> => {
  const labels = parse(await readFile(join(folder, 'LABELS.yaml'), 'utf8')) as Readonly<Record<string, Label>>;
  const rows = readIndex(await readFile(join(folder, 'INDEX.tsv'), 'utf8'));
  return inSeries(rows).map((series) => {
    const { file, kind, label } = series[0] as Row;
    const files = series.map((row) => row.file);
    return {
      name: files.length === 1 ? file : `${file} and ${files.length - 1} more of its series`,
      files,
      kind,
      label,
      ask: askOf(Object.hasOwn(labels, label) ? labels[label] : undefined, kind),
    };
  });
};
