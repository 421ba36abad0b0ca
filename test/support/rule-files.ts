import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { lintRule } from '../../src/engine/lint.ts';
import { loadRule } from '../../src/engine/load.ts';
import type { RuleTestCase } from '../../src/engine/rule-test/case.ts';
import { parseRuleTest } from '../../src/engine/rule-test.ts';
import type { FactNamespace } from '../../src/model/fact.ts';
import type { Rule } from '../../src/model/rule.ts';

const root = join(import.meta.dirname, '../..');

/** All namespaces, by their files: no build is needed. */
const loadFacts = async (): Promise<readonly FactNamespace[]> => {
  const folder = join(root, 'src/facts');
  const files = readdirSync(folder, { withFileTypes: true }).filter((e) => e.isFile() && e.name.endsWith('.ts'));
  const modules = await Promise.all(files.map(({ name }) => import(join(folder, name))));
  return modules.map((module) => module.default as FactNamespace);
};

export const facts = await loadFacts();

/** Every file below rules/. */
export const names = readdirSync(join(root, 'rules'), { recursive: true }).map(String).sort();

const isMain = (name: string): boolean => /\.yaml$/.test(name) && !/\.(ko|test)\.yaml$/.test(name);

/** The rules there are, by id. */
export const all = names.filter(isMain).map((name) => name.replace(/\.yaml$/, ''));

/** RULE=threads/deadlock checks one rule only. */
export const wanted = process.env['RULE'];

export const ids = wanted === undefined ? all : all.filter((id) => id === wanted);

export type RuleFiles = Parameters<typeof lintRule>[0];

export const readRule = (id: string): RuleFiles => {
  const read = (name: string) => ({ file: `rules/${name}`, text: readFileSync(join(root, 'rules', name), 'utf8') });
  const optional = (ending: string) => (names.includes(`${id}.${ending}`) ? read(`${id}.${ending}`) : undefined);
  const ko = optional('ko.yaml');
  const test = optional('test.yaml');
  return { id, origin: 'built-in', facts, yaml: read(`${id}.yaml`), ...(ko ? { ko } : {}), ...(test ? { test } : {}) };
};

export type RuleCases = { readonly rule: Rule; readonly cases: readonly RuleTestCase[] };

/** A rule with its cases; undefined when its files have mistakes. */
export const casesOf = (files: RuleFiles): RuleCases | undefined => {
  const loaded = loadRule(files);
  if (!('rule' in loaded) || files.test === undefined) return undefined;
  const parsed = parseRuleTest(files.test, loaded.rule, facts);
  return 'cases' in parsed ? { rule: loaded.rule, cases: parsed.cases } : undefined;
};
