import { type FactNamespace, type FactType, MissingFact } from '../../model/fact.ts';
import type { Rule } from '../../model/rule.ts';
import type { Reads } from '../cel/expression.ts';
import { FactFault, type SubjectFacts, type Trace } from './subject-facts.ts';

/** What a name stands for: its declared type, its path for messages and how to get the value. */
type Named = { readonly type: FactType; readonly path: string; readonly get: () => unknown };

/** The names a rule sees on one subject: namespaces, `params`, the item of forEach or each. */
export type Names = ReadonlyMap<string, Named>;

/** A namespace as an object of its facts. Reading one notes the artifact kinds it rests on. */
const namespaceValue = (
  name: string,
  declared: FactNamespace['facts'],
  facts: SubjectFacts,
  { kinds }: Trace,
): object => {
  const value = Object.create(null) as object;
  for (const [fact, shape] of Object.entries(declared)) {
    const get = (): unknown => {
      for (const kind of shape.kinds) kinds.add(kind);
      return facts.read(name, fact, shape);
    };
    Object.defineProperty(value, fact, { enumerable: true, get });
  }
  return value;
};

/** The names of a rule's own texts and conditions but for the items of forEach and each. */
export const namesOf = (facts: SubjectFacts, params: Rule['params'], trace: Trace): Names => {
  const names = new Map<string, Named>();
  for (const { name, doc, facts: declared } of facts.namespaces) {
    let value: object | undefined;
    const get = (): object => {
      value ??= namespaceValue(name, declared, facts, trace);
      return value;
    };
    names.set(name, { type: { type: 'object', doc, fields: declared }, path: name, get });
  }
  const entries = Object.entries(params);
  const values = Object.fromEntries(entries.map(([name, param]) => [name, param.default]));
  const fields = Object.fromEntries(
    entries.map(([name, { unit, why }]) => [name, { type: 'number', unit, doc: why } as const]),
  );
  const type: FactType = { type: 'object', doc: 'thresholds of the rule', fields };
  return names.set('params', { type, path: 'params', get: () => values });
};

export const withItem = (names: Names, name: string, type: FactType, value: unknown): Names =>
  new Map(names).set(name, { type, path: name, get: () => value });

export type Reading =
  | { readonly kind: 'value'; readonly value: unknown; readonly type: FactType }
  | { readonly kind: 'missing'; readonly missing: MissingFact }
  | { readonly kind: 'fault'; readonly fault: FactFault };

const describe = (value: unknown): string =>
  value === null || value === undefined || typeof value === 'number' ? String(value) : `a ${typeof value}`;

const fits = (value: unknown, type: FactType): boolean => {
  switch (type.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'list':
      return Array.isArray(value);
    case 'object':
    case 'source':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type.type;
  }
};

/** Judges a raw value against its declaration: null, NaN and the like are faults, not values. */
const judge = (value: unknown, type: FactType, path: string): Reading => {
  if (value instanceof MissingFact) return { kind: 'missing', missing: value };
  if (value instanceof FactFault) return { kind: 'fault', fault: value };
  if (fits(value, type)) return { kind: 'value', value, type };
  return { kind: 'fault', fault: new FactFault(`${path} is ${describe(value)}, declared as ${type.type}`) };
};

/** A list of single values is only as good as its worst item. */
const judgeItems = (reading: Reading, path: string): Reading => {
  if (reading.kind !== 'value' || reading.type.type !== 'list') return reading;
  const { items } = reading.type;
  if (items.type === 'object' || items.type === 'list' || items.type === 'source') return reading;
  const bad = (reading.value as readonly unknown[])
    .map((item, i) => judge(item, items, `${path}[${i}]`))
    .find(({ kind }) => kind !== 'value');
  return bad ?? reading;
};

const notKnown = (path: string): Reading => ({
  kind: 'fault',
  fault: new FactFault(`${path} is not known to this version`),
});

/** Reads `namespace.fact.field`. The path was checked against the scope when the rule was loaded. */
export const readPath = (names: Names, path: string): Reading => {
  const [first = '', ...rest] = path.split('.');
  const root = names.get(first);
  if (!root) return notKnown(path);
  let reading = judge(root.get(), root.type, root.path);
  let at = first;
  for (const segment of rest) {
    if (reading.kind !== 'value') return reading;
    at = `${at}.${segment}`;
    const field = reading.type.type === 'object' ? reading.type.fields[segment] : undefined;
    if (!field) return notKnown(at);
    reading = judge((reading.value as Record<string, unknown>)[segment], field, at);
  }
  return judgeItems(reading, at);
};

/**
 * The names as a condition sees them, as far as it reads them: getters that throw MissingFact or FactFault, and note it
 * in the trace.
 */
export const conditionContext = (names: Names, reads: Reads, trace: Trace): object => {
  const open = (reading: Reading, path: string, deeper: Reads): unknown => {
    if (reading.kind === 'missing') {
      trace.missing.add(reading.missing);
      throw reading.missing;
    }
    if (reading.kind === 'fault') {
      trace.faults.add(reading.fault);
      throw reading.fault;
    }
    const { value, type } = reading;
    if (type.type !== 'object') return value;
    return view(deeper, (name) => {
      const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
      const fieldPath = `${path}.${name}`;
      if (!field) return open(notKnown(fieldPath), fieldPath, new Map());
      const raw = judge((value as Record<string, unknown>)[name], field, fieldPath);
      return open(judgeItems(raw, fieldPath), fieldPath, deeper.get(name) ?? new Map());
    });
  };
  return view(reads, (name) => {
    const named = names.get(name);
    const reading = named ? judge(named.get(), named.type, named.path) : notKnown(name);
    return open(reading, name, reads.get(name) ?? new Map());
  });
};

/** An object with a getter per name that is read. The CEL library asks for own properties. */
const view = (reads: Reads, get: (name: string) => unknown): object => {
  const object = Object.create(null) as object;
  for (const name of reads.keys()) Object.defineProperty(object, name, { enumerable: true, get: () => get(name) });
  return object;
};
