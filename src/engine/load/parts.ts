import type { Node } from 'yaml';
import type { ArtifactKind } from '../../model/evidence.ts';
import type { FactNamespace } from '../../model/fact.ts';
import type { Level, Need, Rule } from '../../model/rule.ts';
import { severities } from '../../model/verdict.ts';
import { factUnits } from '../format/formatters.ts';
import { measureNames } from '../run/holdings.ts';
import { suggestion } from '../suggestion.ts';
import {
  readCondition,
  readCount,
  readEntries,
  readItems,
  readMapping,
  readNumber,
  readText,
  readWord,
  reportAt,
  type YamlFile,
} from '../yaml/read.ts';
import { type Context, checkWhen, checkWholePath } from './context.ts';

/** The artifact kinds that any fact reads: a rule can need no other. */
export const kindsOf = (namespaces: readonly FactNamespace[]): readonly ArtifactKind[] => [
  ...new Set(namespaces.flatMap(({ facts }) => Object.values(facts).flatMap(({ kinds }) => kinds))),
];

const readAmounts = (file: YamlFile, node: Node, kind: ArtifactKind): NonNullable<Need[ArtifactKind]> => {
  const keys = kind === 'thread-dump' ? measureNames : [];
  const fields = readMapping(file, node, `needs ${kind}`, { required: [], optional: keys });
  const amounts: { dumps?: number } = {};
  if (fields?.dumps) {
    const dumps = readCount(file, fields.dumps, 'dumps');
    if (dumps !== undefined) amounts.dumps = dumps;
  }
  return amounts;
};

export const readNeeds = (file: YamlFile, node: Node, kinds: readonly ArtifactKind[]): readonly Need[] => {
  const items = readItems(file, node, 'needs');
  if (items?.length === 0) reportAt(file, node, 'needs: at least one alternative, for example {thread-dump: {}}');
  return (items ?? []).map((item, i) => {
    const entries = readEntries(file, item, `needs[${i}]`) ?? [];
    if (entries.length === 0) reportAt(file, item, `needs[${i}]: name at least one kind of evidence`);
    const need: { -readonly [K in ArtifactKind]?: NonNullable<Need[K]> } = {};
    for (const { key, keyNode, value } of entries) {
      const kind = kinds.find((k) => k === key);
      if (kind) need[kind] = readAmounts(file, value, kind);
      else reportAt(file, keyNode, `needs: unknown kind of evidence ${key}${suggestion(key, kinds)}`);
    }
    return need;
  });
};

export const readParams = (file: YamlFile, node: Node | undefined): Rule['params'] => {
  const params: Record<string, Rule['params'][string]> = {};
  for (const { key, keyNode, value } of (node && readEntries(file, node, 'params')) ?? []) {
    if (!/^[A-Za-z_]\w*$/.test(key)) reportAt(file, keyNode, `params: ${key} is no name (letters, digits, _)`);
    const fields = readMapping(file, value, `param ${key}`, { required: ['default', 'unit', 'why'], optional: [] });
    const number = fields?.default && readNumber(file, fields.default, `param ${key} default`);
    const unit = fields?.unit && readWord(file, fields.unit, `param ${key} unit`, factUnits);
    const why = fields?.why && readText(file, fields.why, `param ${key} why`);
    params[key] = { default: number ?? 0, unit: unit ?? 'count', why: why?.text ?? '' };
  }
  return params;
};

export const reportUnusedParams = (file: YamlFile, node: Node | undefined, used: ReadonlySet<string>): void => {
  for (const { key, keyNode } of (node && readEntries(file, node, 'params')) ?? []) {
    if (!used.has(`params.${key}`)) reportAt(file, keyNode, `param ${key} is not used`);
  }
};

export const readLevels = (file: YamlFile, node: Node, context: Context): readonly Level[] => {
  const items = readItems(file, node, 'levels');
  if (items?.length === 0) reportAt(file, node, 'levels: at least one level');
  let lowest = -1;
  return (items ?? []).flatMap((item, i) => {
    const fields = readMapping(file, item, `levels[${i}]`, { required: ['severity', 'when'], optional: [] });
    const severity = fields?.severity && readWord(file, fields.severity, `levels[${i}] severity`, severities);
    const when = fields?.when && checkWhen(readCondition(file, fields.when, `levels[${i}] when`), context);
    if (severity && fields.severity) {
      const rank = severities.indexOf(severity);
      if (rank === lowest)
        reportAt(file, fields.severity, `levels: ${severity} stands twice; join the conditions with ||`);
      if (rank < lowest)
        reportAt(file, fields.severity, 'levels go from critical over warning to info: the first true one wins');
      lowest = Math.max(lowest, rank);
    }
    return severity && when !== undefined ? [{ severity, when }] : [];
  });
};

/** Paths whose values tell one incident from another: names, never numbers, which change from run to run. */
export const readKey = (file: YamlFile, node: Node, context: Context): readonly string[] =>
  (readItems(file, node, 'key') ?? []).flatMap((item, i) => {
    const text = readText(file, item, `key[${i}]`);
    const type = text && checkWholePath(text, context);
    if (!text || !type) return [];
    const scalar = type.type === 'list' ? type.items.type : type.type;
    if (scalar !== 'string' && scalar !== 'boolean') {
      text.report(
        `key: ${text.text} must be a text, true or false, or a list of these: numbers change from run to run`,
      );
    }
    return [text.text.trim()];
  });

/** Ids of the rules whose findings follow from this one. */
export const readLeadsTo = (
  file: YamlFile,
  node: Node,
  id: string,
  known: readonly string[] | undefined,
): readonly string[] =>
  (readItems(file, node, 'leadsTo') ?? []).flatMap((item, i) => {
    const text = readText(file, item, `leadsTo[${i}]`);
    if (!text) return [];
    if (text.text === id) text.report('leadsTo: a rule does not lead to itself');
    else if (known !== undefined && !known.includes(text.text)) {
      text.report(`leadsTo: there is no rule ${text.text}${suggestion(text.text, known)}`);
    }
    return [text.text];
  });
