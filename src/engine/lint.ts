import { type Diagnostic, findingsOf, type RuleFile, sortDiagnostics } from './diagnostic.ts';
import { type LoadInput, loadRule } from './load.ts';
import { parseRuleTest } from './rule-test.ts';

/** Everything that is wrong with a rule's files. A built-in rule must have a test; a user's rule may. */
export const lintRule = (input: LoadInput & { readonly test?: RuleFile }): readonly Diagnostic[] => {
  const diagnostics: Diagnostic[] = [];
  const loaded = loadRule(input);
  if ('diagnostics' in loaded) diagnostics.push(...loaded.diagnostics);
  if (input.test) {
    const parsed = parseRuleTest(input.test, 'rule' in loaded ? loaded.rule : undefined, input.facts);
    if ('diagnostics' in parsed) diagnostics.push(...parsed.diagnostics);
  } else if (input.origin === 'built-in') {
    const found = findingsOf(input.yaml);
    found.report(0, 1, `the test is missing: add ${input.yaml.file.replace(/\.yaml$/, '')}.test.yaml`);
    diagnostics.push(...found.diagnostics);
  }
  return sortDiagnostics(diagnostics);
};
