import { type FactType, MissingFact } from '../model/fact.ts';
import { compileCondition } from './cel/cel.ts';
import { checkCondition } from './cel/check.ts';
import { findingsOf, renderDiagnostic } from './diagnostic.ts';

/** What a condition says of the values of one moment. `unknown`: it needs a value that is not known; `missing` names it. */
export type WatchAnswer =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'unknown'; readonly missing: readonly string[] };

export type WatchCondition = {
  readonly text: string;
  /** The names it reads. */
  readonly reads: readonly string[];
  readonly ask: (values: Readonly<Record<string, number | boolean | undefined>>) => WatchAnswer;
};

/**
 * A condition in the language of rules over single names. `where` is what a person calls the text (`--when`). Mistakes are rendered with a caret under
 * the offending part.
 */
export const watchCondition = (
  where: string,
  text: string,
  declared: Readonly<Record<string, FactType>>,
): WatchCondition | { readonly mistakes: readonly string[] } => {
  const { report, diagnostics } = findingsOf({ file: where, text });
  const used = new Set<string>();
  const located = {
    text,
    report: (message: string, start = 0, end = text.length) =>
      report(start, end, message.replace(/^unknown fact /, 'there is no ')),
  };
  if (text.trim() === '') located.report('a condition is missing');
  else checkCondition(located, new Map(Object.entries(declared)), used);
  if (diagnostics.length > 0) return { mistakes: diagnostics.map(renderDiagnostic) };
  const { reads, run } = compileCondition(text);
  const names = [...reads.keys()];
  return {
    text,
    reads: names,
    ask: (values) => {
      const missing: string[] = [];
      const context = Object.create(null) as object;
      for (const name of names) {
        const get = (): number | boolean => {
          const value = values[name];
          if (value !== undefined) return value;
          missing.push(name);
          throw new MissingFact([], `${name} is not known`);
        };
        Object.defineProperty(context, name, { enumerable: true, get });
      }
      try {
        return { kind: run(context) === true ? 'true' : 'false' };
      } catch (error) {
        if (!(error instanceof MissingFact)) throw error;
        return { kind: 'unknown', missing };
      }
    },
  };
};
