import { closest } from '../model/closest.ts';
import type { FactNamespace, FactType } from '../model/fact.ts';
import type { Rule } from '../model/rule.ts';
import { suggestion } from './suggestion.ts';

/**
 * What names mean in a text of a rule: namespaces, `params`, the item of forEach or each. `undefined`: a name whose
 * declaration is itself a mistake, so that nothing can be said of what follows from it.
 */
export type Scope = ReadonlyMap<string, FactType | undefined>;

export const factScope = (namespaces: readonly FactNamespace[]): Scope =>
  new Map(namespaces.map(({ name, doc, facts }) => [name, { type: 'object', doc, fields: facts }]));

export const withParams = (scope: Scope, params: Rule['params']): Scope =>
  new Map(scope).set('params', {
    type: 'object',
    doc: 'the thresholds of the rule',
    fields: Object.fromEntries(
      Object.entries(params).map(([name, { unit, why }]) => [name, { type: 'number', doc: why, unit }]),
    ),
  });

export const withName = (scope: Scope, name: string, type: FactType | undefined): Scope =>
  new Map(scope).set(name, type);

/** Every path of a scope that a text could name, lists not entered. */
const pathsOf = (scope: Scope): readonly string[] => {
  const paths: string[] = [];
  const add = (path: string, type: FactType): void => {
    paths.push(path);
    if (type.type === 'object') for (const [name, field] of Object.entries(type.fields)) add(`${path}.${name}`, field);
  };
  for (const [name, type] of scope) if (type) add(name, type);
  return paths;
};

/** `start` and `end` mark the offending part of the path. */
export type Resolved =
  | { readonly type: FactType | undefined }
  | { readonly message: string; readonly start: number; readonly end: number };

const article: Readonly<Record<FactType['type'], string>> = {
  boolean: 'true or false',
  number: 'a number',
  string: 'a text',
  source: 'a source',
  list: 'a list',
  object: 'an object',
};

export const nameOfType = (type: FactType): string => article[type.type];

/** The first name is not known: maybe all of the path is nearly another, or the name nearly one of the scope's. */
const wholeHint = (path: string, scope: Scope): string => {
  const whole = closest(path, pathsOf(scope));
  return whole === undefined ? suggestion(path.split('.')[0] ?? path, [...scope.keys()]) : ` (did you mean ${whole}?)`;
};

const fieldHint = (field: string, type: FactType, before: string): string =>
  type.type === 'object' ? suggestion(field, Object.keys(type.fields), `${before}.`) : '';

export const resolvePath = (scope: Scope, path: string): Resolved => {
  const segments = path.split('.');
  const first = segments[0] ?? '';
  if (scope.has(first) && scope.get(first) === undefined) return { type: undefined };
  let type: FactType | undefined;
  let start = 0;
  for (const [i, segment] of segments.entries()) {
    const before = segments.slice(0, i).join('.');
    const end = start + segment.length;
    let next: FactType | undefined;
    if (type === undefined) next = scope.get(segment);
    else if (type.type === 'object') next = Object.hasOwn(type.fields, segment) ? type.fields[segment] : undefined;
    else if (type.type === 'list') {
      return { message: `${before} is a list: reach its items with forEach or each`, start, end };
    } else return { message: `${before} is ${nameOfType(type)} and has no ${segment}`, start, end };
    if (next === undefined) {
      const hint = type === undefined ? wholeHint(path, scope) : fieldHint(segment, type, before);
      return { message: `unknown fact ${path}${hint}`, start: before ? start : 0, end };
    }
    type = next;
    start = end + 1;
  }
  return type === undefined ? { message: 'a path is missing', start: 0, end: path.length } : { type };
};
