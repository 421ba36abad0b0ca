import { readRuleFolder } from '../app/rule-folder.ts';
import { renderDiagnostic } from '../engine/diagnostic.ts';
import { loadRule } from '../engine/load.ts';
import { namespaces } from '../generated/facts.ts';
import type { Rule } from '../model/rule.ts';

/** The built-in rules as plain data for the bundle. Throws with every mistake, line and caret. */
export const compiledRules = async (folder: string): Promise<readonly Rule[]> => {
  const files = await readRuleFolder(folder);
  const ruleIds = files.map(({ id }) => id);
  const loaded = files.map(({ id, yaml, ko }) =>
    loadRule({ id, origin: 'built-in', yaml, ...(ko === undefined ? {} : { ko }), facts: namespaces, ruleIds }),
  );
  const mistakes = loaded.flatMap((result) => ('rule' in result ? [] : result.diagnostics.map(renderDiagnostic)));
  if (mistakes.length > 0) throw new Error(`rules/ does not load:\n${mistakes.join('\n')}`);
  return loaded.flatMap((result) => ('rule' in result ? [result.rule] : []));
};
