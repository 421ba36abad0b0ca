import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { ArtifactKind } from '../../model/evidence.ts';
import { type Fact, type FactNamespace, type FactType, MissingFact } from '../../model/fact.ts';
import { nameOfType } from '../scope.ts';
import { suggestion } from '../suggestion.ts';
import { readEntries, reportAt, type YamlFile } from '../yaml/read.ts';

const notGiven = (kinds: readonly ArtifactKind[], path: string): MissingFact =>
  new MissingFact(kinds, `${path} is not given`);

/** The value of a YAML node as a fact of that type: fields that are not given are missing, sources are filled. */
const readValue = (
  file: YamlFile,
  node: Node,
  type: FactType,
  path: string,
  kinds: readonly ArtifactKind[],
): unknown => {
  if (type.type === 'list' && isSeq(node)) {
    return (node.items as Node[]).map((item, i) => readValue(file, item, type.items, `${path}[${i}]`, kinds));
  }
  if (type.type === 'object' && isMap(node)) return readObject(file, node, type, path, kinds);
  if (type.type === 'source' && isMap(node)) return node.toJSON();
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === type.type && !(typeof value === 'number' && !Number.isFinite(value))) return value;
  reportAt(file, node, `${path}: expected ${nameOfType(type)}`);
  return undefined;
};

const readObject = (
  file: YamlFile,
  node: Node,
  type: FactType & { readonly type: 'object' },
  path: string,
  kinds: readonly ArtifactKind[],
): unknown => {
  const value: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(type.fields)) {
    value[name] =
      field.type === 'source' ? { artifact: 'given', line: 1, endLine: 1 } : notGiven(kinds, `${path}.${name}`);
  }
  for (const { key, keyNode, value: given } of readEntries(file, node, path) ?? []) {
    const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
    if (field) value[key] = readValue(file, given, field, `${path}.${key}`, kinds);
    else reportAt(file, keyNode, `${path}: unknown field ${key}${suggestion(key, Object.keys(type.fields))}`);
  }
  return value;
};

/** The `facts:` of a case by path, checked against their declarations. */
export const readFacts = (
  file: YamlFile,
  node: Node,
  namespaces: readonly FactNamespace[],
): Readonly<Record<string, unknown>> => {
  const declared = new Map<string, Fact>();
  for (const { name, facts } of namespaces) {
    for (const [fact, shape] of Object.entries(facts)) declared.set(`${name}.${fact}`, shape);
  }
  const values: Record<string, unknown> = {};
  for (const { key, keyNode, value } of readEntries(file, node, 'facts') ?? []) {
    const shape = declared.get(key);
    if (shape) values[key] = readValue(file, value, shape, key, shape.kinds);
    else reportAt(file, keyNode, `facts: unknown fact ${key}${suggestion(key, [...declared.keys()])}`);
  }
  return values;
};

/** The same namespaces with facts that answer what was given; all others are missing. */
export const namespacesGiving = (
  namespaces: readonly FactNamespace[],
  values: Readonly<Record<string, unknown>>,
): readonly FactNamespace[] =>
  namespaces.map((namespace) => ({
    ...namespace,
    facts: Object.fromEntries(
      Object.entries(namespace.facts).map(([name, shape]) => {
        const path = `${namespace.name}.${name}`;
        const value = Object.hasOwn(values, path) ? values[path] : notGiven(shape.kinds, path);
        return [name, { ...shape, derive: () => value }];
      }),
    ),
  }));
