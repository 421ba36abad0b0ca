import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';
import { type Findings, findingsOf, type RuleFile } from '../diagnostic.ts';
import { suggestion } from '../suggestion.ts';
import { sourceOffsets } from './offsets.ts';

/** A YAML file being read: its root node and where its mistakes go. */
export type YamlFile = { readonly source: RuleFile; readonly root: Node | null; readonly found: Findings };

/** A text of the file that can point at parts of itself. Offsets are into `text`; without them the whole is meant. */
export type LocatedText = {
  readonly text: string;
  readonly report: (message: string, start?: number, end?: number) => void;
};

/**
 * Parses one document. A syntax mistake leaves `root` null, and only the first is reported: the rest follow from it.
 * Keys that stand twice are all reported and the file is read on. Anchors are refused by the readers: rules are plain.
 */
export const readYaml = (source: RuleFile): YamlFile => {
  const found = findingsOf(source);
  const { errors, warnings, contents } = parseDocument(source.text, {
    prettyErrors: false,
    uniqueKeys: true,
    strict: true,
  });
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const [broken] = errors.filter((error) => !twice.includes(error));
  for (const { pos } of twice) {
    const key = /^[^\s:]*/.exec(source.text.slice(pos[0]))?.[0] ?? '';
    found.report(pos[0], pos[0] + key.length, 'this key stands twice');
  }
  for (const { message, pos } of warnings) found.report(pos[0], pos[1], `YAML: ${message}`);
  if (broken) {
    const hint = broken.code === 'UNEXPECTED_TOKEN' || broken.code === 'BLOCK_AS_IMPLICIT_KEY' ? quotes : '';
    found.report(broken.pos[0], broken.pos[1], `YAML: ${broken.message}${hint}`);
  } else if (contents === null) found.report(0, 1, 'the file is empty');
  return { source, root: broken ? null : (contents as Node | null), found };
};

const quotes = ' (put a text that holds : # { } [ ] or begins with a quote in quotes)';

const rangeOf = (node: Node): readonly [number, number] => {
  const [start, end] = node.range ?? [0, 0];
  return [start, end];
};

export const reportAt = ({ found }: YamlFile, node: Node, message: string): void =>
  found.report(...rangeOf(node), message);

const nameOf = (node: Node): string => {
  if (isAlias(node)) return 'an alias';
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'nothing';
  return typeof node.value === 'string' ? 'a text' : String(node.value);
};

const wrong = (file: YamlFile, node: Node, what: string, expected: string): undefined => {
  const hint = expected === 'a text' && isScalar(node) && node.value !== null ? '; put it in quotes' : '';
  reportAt(file, node, `${what}: expected ${expected}, found ${nameOf(node)}${hint}`);
  return undefined;
};

export type Entry = { readonly key: string; readonly keyNode: Node; readonly value: Node };

const entriesOfMap = (file: YamlFile, map: YAMLMap, what: string): readonly Entry[] => {
  const entries: Entry[] = [];
  for (const pair of map.items) {
    const keyNode = pair.key as Node;
    const value = (pair.value ?? keyNode) as Node;
    if (isScalar(keyNode)) entries.push({ key: String(keyNode.value), keyNode, value });
    else reportAt(file, keyNode, `${what}: a key must be a text`);
  }
  return entries;
};

/** All entries of a mapping with free keys. */
export const readEntries = (file: YamlFile, node: Node, what: string): readonly Entry[] | undefined =>
  isMap(node) ? entriesOfMap(file, node, what) : wrong(file, node, what, 'a mapping');

/** The entries of a mapping with known keys; unknown and missing keys are reported. */
export const readMapping = <K extends string>(
  file: YamlFile,
  node: Node,
  what: string,
  keys: { readonly required: readonly K[]; readonly optional: readonly K[] },
): Readonly<Partial<Record<K, Node>>> | undefined => {
  const entries = readEntries(file, node, what);
  if (!entries) return undefined;
  const known: readonly string[] = [...keys.required, ...keys.optional];
  const result: Partial<Record<K, Node>> = {};
  for (const { key, keyNode, value } of entries) {
    if (known.includes(key)) result[key as K] = value;
    else reportAt(file, keyNode, `${what}: unknown key ${key}${suggestion(key, known)}`);
  }
  for (const key of keys.required) {
    if (result[key] === undefined)
      file.found.report(rangeOf(node)[0], rangeOf(node)[0] + 1, `${what}: key ${key} is missing`);
  }
  return result;
};

export const readItems = (file: YamlFile, node: Node, what: string): readonly Node[] | undefined =>
  isSeq(node) ? (node.items as Node[]) : wrong(file, node, what, 'a list');

const locate = (file: YamlFile, node: Node, text: string): LocatedText => {
  const [start, end] = rangeOf(node);
  return {
    text,
    report: (message, from, to) => {
      if (from === undefined) return file.found.report(start, end, message);
      const offsets = sourceOffsets(file.source.text, start, end, text);
      const sourceStart = offsets[from] ?? end;
      const sourceEnd = to === undefined || to <= from ? sourceStart + 1 : (offsets[to - 1] ?? end - 1) + 1;
      return file.found.report(sourceStart, sourceEnd, message);
    },
  };
};

/** A non-blank text. */
export const readText = (file: YamlFile, node: Node, what: string): LocatedText | undefined => {
  if (!isScalar(node) || typeof node.value !== 'string') return wrong(file, node, what, 'a text');
  if (node.value.trim() === '') return wrong(file, node, what, 'a text that is not blank');
  return locate(file, node, node.value);
};

/** A condition: a text, or the bare words `true` and `false`. */
export const readCondition = (file: YamlFile, node: Node, what: string): LocatedText | undefined =>
  isScalar(node) && typeof node.value === 'boolean'
    ? locate(file, node, String(node.value))
    : readText(file, node, what);

export const readTexts = (file: YamlFile, node: Node, what: string): readonly LocatedText[] | undefined =>
  readItems(file, node, what)?.flatMap((item, i) => readText(file, item, `${what}[${i}]`) ?? []);

export const readNumber = (file: YamlFile, node: Node, what: string): number | undefined =>
  isScalar(node) && typeof node.value === 'number' && Number.isFinite(node.value)
    ? node.value
    : wrong(file, node, what, 'a number');

export const readFlag = (file: YamlFile, node: Node, what: string): boolean | undefined =>
  isScalar(node) && typeof node.value === 'boolean' ? node.value : wrong(file, node, what, 'true or false');

/** A whole number of at least 1. */
export const readCount = (file: YamlFile, node: Node, what: string): number | undefined =>
  isScalar(node) && typeof node.value === 'number' && Number.isInteger(node.value) && node.value >= 1
    ? node.value
    : wrong(file, node, what, 'a whole number of at least 1');

/** One of the given words. */
export const readWord = <W extends string>(
  file: YamlFile,
  node: Node,
  what: string,
  words: readonly W[],
): W | undefined => {
  const text = readText(file, node, what);
  if (!text) return undefined;
  const word = words.find((w) => w === text.text);
  if (word === undefined) text.report(`${what}: unknown ${text.text}${suggestion(text.text, words)}`);
  return word;
};
