import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { type BinaryOp, binaryOps, type Condition, type Expression, type Parsed } from './expression.ts';
import { functionRefused, mistakeOf } from './mistake.ts';

/*
 * The only place that knows the CEL library (@marcbachmann/cel-js 8.0.0). What it would do by itself and rules must not see:
 * integers and doubles do not mix (`x == 2` is false for the double 2), so integer literals become doubles;
 * has(), null and NaN read as false; matches() can hang; so only the tree of expression.ts passes the checker.
 */
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 100, maxCallArguments: 8 },
});

/** Parses a text for checking. */
export const parseExpression = (text: string): Parsed => {
  try {
    return { expression: toExpression(environment.parse(text).ast) };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { code, summary, range } = error;
    const start = range?.start ?? 0;
    return { mistake: mistakeOf(text, { code, summary, start, end: range?.end ?? start + 1 }) };
  }
};

/** Parses a checked text for running. Throws on a syntax mistake. */
export const compileCondition = (text: string): Condition => {
  const run = environment.parse(text);
  const reads: MutableReads = new Map();
  prepare(run.ast, reads);
  return { reads, run: (context) => run(context) };
};

type MutableReads = Map<string, MutableReads>;
type MutableNode = { args: unknown };

/** Integers become doubles, in place; the paths are gathered on the way. */
const prepare = (node: ASTNode, reads: MutableReads): void => {
  if (typeof node.args === 'bigint') (node as MutableNode).args = Number(node.args);
  const path = pathOf(node);
  if (path === undefined) {
    for (const child of childrenOf(node.args)) prepare(child, reads);
    return;
  }
  let at = reads;
  for (const name of path.split('.')) {
    const next: MutableReads = at.get(name) ?? new Map();
    at.set(name, next);
    at = next;
  }
};

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

const childrenOf = (args: unknown): readonly ASTNode[] => {
  if (isNode(args)) return [args];
  return Array.isArray(args) ? args.flatMap(childrenOf) : [];
};

const pathOf = (node: ASTNode): string | undefined => {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const head = pathOf(node.args[0]);
  return head === undefined ? undefined : `${head}.${node.args[1]}`;
};

const isBinaryOp = (op: string): op is BinaryOp => (binaryOps as readonly string[]).includes(op);

const toExpression = (node: ASTNode): Expression => {
  const { start, end } = node;
  const refused = (message: string): Expression => ({ kind: 'refused', message, start, end });
  switch (node.op) {
    case 'value': {
      const value = typeof node.args === 'bigint' ? Number(node.args) : node.args;
      if (value === null)
        return refused('null is refused: a fact is missing, never null, and that makes a rule unknown');
      if (typeof value === 'object')
        return refused('write a plain number or text: unsigned and bytes literals are refused');
      return { kind: 'literal', value, start, end };
    }
    case 'id':
    case '.': {
      const path = pathOf(node);
      return path === undefined ? refused('a field can only be read of a fact') : { kind: 'path', path, start, end };
    }
    case 'list':
      return { kind: 'list', items: node.args.map(toExpression), start, end };
    case '!_':
      return { kind: 'unary', op: '!', operand: toExpression(node.args), start, end };
    case '-_':
      return { kind: 'unary', op: '-', operand: toExpression(node.args), start, end };
    case '?:': {
      const [condition, yes, no] = node.args;
      return {
        kind: 'choice',
        condition: toExpression(condition),
        yes: toExpression(yes),
        no: toExpression(no),
        start,
        end,
      };
    }
    case 'call':
    case 'rcall':
      return refused(functionRefused(node.args[0]));
    case '[]':
      return refused('indexing is refused: use forEach for the items of a list, or add a fact');
    case 'map':
      return refused('maps are refused in rules: add a fact');
    default: {
      if (!isBinaryOp(node.op)) return refused(`${node.op} is refused in rules: add a fact`);
      const [left, right] = node.args as [ASTNode, ASTNode];
      return { kind: 'binary', op: node.op, left: toExpression(left), right: toExpression(right), start, end };
    }
  }
};
