import type { MissingFact } from '../../model/fact.ts';
import { compileCondition } from '../cel/cel.ts';
import type { Condition } from '../cel/expression.ts';
import { conditionContext, type Names } from './names.ts';
import { newTrace, type Trace } from './subject-facts.ts';

/** What a condition says. `unknown`: a fact it needed is missing; `failed`: a fact or the rule is wrong. */
export type Answer =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'unknown'; readonly missing: readonly MissingFact[] }
  | { readonly kind: 'failed'; readonly reason: string };

const compiled = new Map<string, Condition>();

/** Parsed once per text: the texts are those of the rules, so there are few. */
const compile = (text: string): Condition => {
  const known = compiled.get(text) ?? compileCondition(text);
  compiled.set(text, known);
  return known;
};

/** Parses a condition that will be asked. What is wrong with it is told when it is. */
export const parseAhead = (text: string): void => {
  try {
    compile(text);
  } catch {
    // ask() meets the same mistake.
  }
};

/**
 * Runs a condition. A wrong fact that was read makes it fail even where the rest would have decided: a bug must be seen.
 * A missing one makes it unknown only where the rest does not decide.
 */
export const ask = (text: string, names: Names, trace: Trace): Answer => {
  const own = newTrace();
  let answer: unknown;
  try {
    const { reads, run } = compile(text);
    answer = run(conditionContext(names, reads, own));
  } catch (error) {
    answer = error;
  }
  for (const fault of own.faults) trace.faults.add(fault);
  const [fault] = own.faults;
  if (fault) return { kind: 'failed', reason: fault.message };
  if (answer === true) return { kind: 'true' };
  if (answer === false) return { kind: 'false' };
  if (own.missing.size > 0 && own.missing.has(answer as MissingFact)) {
    for (const missing of own.missing) trace.missing.add(missing);
    return { kind: 'unknown', missing: [...own.missing] };
  }
  const what = answer instanceof Error ? firstLine(answer.message) : `the answer was ${String(answer)}`;
  return { kind: 'failed', reason: `${text}: ${what}` };
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
