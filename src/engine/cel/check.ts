import type { FactType } from '../../model/fact.ts';
import { nameOfType, resolvePath, type Scope } from '../scope.ts';
import type { LocatedText } from '../yaml/read.ts';
import { parseExpression } from './cel.ts';
import type { Expression } from './expression.ts';

/** What the checker knows of a part; `mistaken` was reported already and fits everywhere. */
type Type = 'number' | 'boolean' | 'string' | 'mistaken' | { readonly list: Type };

type Context = {
  readonly scope: Scope;
  readonly text: LocatedText;
  /** Paths that were read, for "unused" checks. */
  readonly used: Set<string>;
};

const names = { number: 'a number', boolean: 'true or false', string: 'a text', mistaken: 'a mistake' } as const;
const plurals = { number: 'numbers', boolean: 'true and false', string: 'texts', mistaken: 'mistakes' } as const;

const name = (type: Type): string => {
  if (typeof type !== 'object') return names[type];
  return `a list of ${typeof type.list === 'object' ? 'lists' : plurals[type.list]}`;
};

const isOne = (type: Type, wanted: Type): boolean =>
  type === 'mistaken' ||
  wanted === 'mistaken' ||
  (typeof type === 'object' && typeof wanted === 'object' ? isOne(type.list, wanted.list) : type === wanted);

/** Reports every mistake of a condition and answers whether there was none. The condition must be true or false. */
export const checkCondition = (text: LocatedText, scope: Scope, used: Set<string>): boolean => {
  let clean = true;
  const watched: LocatedText = {
    text: text.text,
    report: (message, start, end) => {
      clean = false;
      text.report(message, start, end);
    },
  };
  const parsed = parseExpression(text.text);
  if ('mistake' in parsed) {
    watched.report(parsed.mistake.message, parsed.mistake.start, parsed.mistake.end);
    for (const [param] of text.text.matchAll(/\bparams\.\w+/g)) used.add(param);
  } else expect(parsed.expression, 'boolean', 'a condition', { scope, text: watched, used });
  return clean;
};

const report = ({ text }: Context, { start, end }: Expression, message: string): 'mistaken' => {
  text.report(message, start, end);
  return 'mistaken';
};

const expect = (expression: Expression, wanted: Type, where: string, context: Context): void => {
  const type = typeOf(expression, context);
  if (!isOne(type, wanted)) report(context, expression, `${where} needs ${name(wanted)}, this is ${name(type)}`);
};

const factType = (type: FactType): Type | undefined => {
  if (type.type === 'number' || type.type === 'boolean' || type.type === 'string') return type.type;
  if (type.type !== 'list') return undefined;
  const items = factType(type.items);
  return items === undefined || typeof items === 'object' ? undefined : { list: items };
};

const typeOfPath = (expression: Expression & { readonly kind: 'path' }, context: Context): Type => {
  const resolved = resolvePath(context.scope, expression.path);
  if ('message' in resolved) {
    const whole = expression.end - expression.start === expression.path.length;
    if (!whole) return report(context, expression, resolved.message);
    context.text.report(resolved.message, expression.start + resolved.start, expression.start + resolved.end);
    return 'mistaken';
  }
  if (!resolved.type) return 'mistaken';
  context.used.add(expression.path);
  const type = factType(resolved.type);
  return (
    type ??
    report(
      context,
      expression,
      `${expression.path} is ${nameOfType(resolved.type)}: a condition cannot read it as a whole`,
    )
  );
};

const typeOfBinary = (expression: Expression & { readonly kind: 'binary' }, context: Context): Type => {
  const { op, left, right } = expression;
  if (op === '&&' || op === '||') {
    expect(left, 'boolean', op, context);
    expect(right, 'boolean', op, context);
    return 'boolean';
  }
  if (op === '==' || op === '!=') {
    const [a, b] = [typeOf(left, context), typeOf(right, context)];
    if (!isOne(a, b)) report(context, expression, `${op} compares ${name(a)} with ${name(b)}`);
    else if (typeof a === 'object') report(context, expression, `${op} does not compare lists: add a fact`);
    return 'boolean';
  }
  if (op === 'in') {
    const item = typeOf(left, context);
    const list = typeOf(right, context);
    if (list !== 'mistaken' && typeof list !== 'object')
      report(context, right, `in needs a list, this is ${name(list)}`);
    else if (typeof list === 'object' && !isOne(item, list.list))
      report(context, left, `in looks for ${name(item)} in ${name(list)}`);
    return 'boolean';
  }
  expect(left, 'number', op, context);
  expect(right, 'number', op, context);
  if (op === '/' && !(right.kind === 'literal' && right.value !== 0)) {
    report(
      context,
      right,
      'divide by a number that is written here and not 0: a division by zero would read as false. Multiply the other side, or add a fact',
    );
  }
  return op === '+' || op === '-' || op === '*' || op === '/' ? 'number' : 'boolean';
};

const typeOf = (expression: Expression, context: Context): Type => {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value as 'number' | 'string' | 'boolean';
    case 'path':
      return typeOfPath(expression, context);
    case 'refused':
      return report(context, expression, expression.message);
    case 'unary': {
      const wanted = expression.op === '!' ? 'boolean' : 'number';
      expect(expression.operand, wanted, expression.op, context);
      return wanted;
    }
    case 'list': {
      const [first, ...rest] = expression.items;
      if (!first) return report(context, expression, 'an empty list holds nothing');
      const type = typeOf(first, context);
      if (typeof type === 'object') return report(context, first, 'a list of lists is refused');
      for (const item of rest) expect(item, type, 'this list', context);
      return { list: type };
    }
    case 'choice': {
      expect(expression.condition, 'boolean', '?:', context);
      const yes = typeOf(expression.yes, context);
      expect(expression.no, yes, 'the other side of ?:', context);
      return yes;
    }
    case 'binary':
      return typeOfBinary(expression, context);
  }
};
