import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '../../src/engine/evaluate.ts';
import { loadRule } from '../../src/engine/load.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { FactNamespace } from '../../src/model/fact.ts';
import type { Rule } from '../../src/model/rule.ts';

const root = join(import.meta.dirname, '../..');

const namespaces = await Promise.all(
  readdirSync(join(root, 'src/facts'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(async ({ name }) => (await import(join(root, 'src/facts', name))).default as FactNamespace),
);

const read = (id: string, ending: string) => {
  const file = join(root, 'rules', `${id}.${ending}`);
  return { file, text: readFileSync(file, 'utf8') };
};

const load = (id: string): Rule => {
  const loaded = loadRule({
    id,
    origin: 'built-in',
    facts: namespaces,
    yaml: read(id, 'yaml'),
    ko: read(id, 'ko.yaml'),
  });
  if (!('rule' in loaded)) throw new Error(`rules/${id}.yaml has mistakes: see test/rules.test.ts`);
  return loaded.rule;
};

const rules = readdirSync(join(root, 'rules'), { recursive: true })
  .map(String)
  .filter((name) => /\.yaml$/.test(name) && !/\.(ko|test)\.yaml$/.test(name))
  .map((name) => load(name.replace(/\.yaml$/, '')));

/** What every built-in rule says: `threads/hot: warning` for a finding, by severity. */
export const findingsOf = (evidence: Evidence): readonly string[] => {
  const subject = { id: 'jvm-1', kind: 'jvm', name: 'test', target: 'test' } as const;
  const { findings, verdicts } = evaluate(rules, namespaces, evidence, subject, { lang: 'en' });
  const failed = verdicts.filter(({ status }) => status === 'failed');
  if (failed.length > 0) throw new Error(failed.map(({ ruleId, reason }) => `${ruleId}: ${reason}`).join('\n'));
  return findings.map(({ ruleId, severity }) => `${ruleId}: ${severity}`);
};
