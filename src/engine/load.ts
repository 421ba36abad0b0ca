import type { FactNamespace } from '../model/fact.ts';
import type { Rule } from '../model/rule.ts';
import { type Diagnostic, type Findings, findingsOf, type RuleFile, sortDiagnostics } from './diagnostic.ts';
import { type Context, checkEach, checkWhen } from './load/context.ts';
import { reportLength } from './load/file-length.ts';
import { kindsOf, readKey, readLeadsTo, readLevels, readNeeds, readParams, reportUnusedParams } from './load/parts.ts';
import { readEvidence, readRuleTexts, readTranslation } from './load/texts.ts';
import { factScope, withParams } from './scope.ts';
import { readCondition, readMapping, readText, readWord, readYaml } from './yaml/read.ts';

export type LoadInput = {
  /** `<topic>/<noun>`; `local/<topic>/<noun>` for a user's rule. */
  readonly id: string;
  readonly origin: Rule['origin'];
  readonly yaml: RuleFile;
  /** The Korean texts. A built-in rule must have them. */
  readonly ko?: RuleFile;
  readonly facts: readonly FactNamespace[];
  /** Every rule there is: what `leadsTo` may name. Absent: not checked. */
  readonly ruleIds?: readonly string[];
};

export type Loaded = { readonly rule: Rule } | { readonly diagnostics: readonly Diagnostic[] };

const reportId = (id: string, origin: Rule['origin'], { report }: Findings): void => {
  const word = '[a-z][a-z0-9]*(-[a-z0-9]+)*';
  const pattern = origin === 'local' ? `local/${word}/${word}` : `${word}/${word}`;
  if (!new RegExp(`^${pattern}$`).test(id)) {
    report(0, 1, `the id ${id} must be ${origin === 'local' ? 'local/' : ''}<topic>/<noun> in kebab-case`);
  }
};

/**
 * Reads and checks a rule. Either it is without mistake, and the answer is plain JSON that `evaluate` takes as it is,
 * or every mistake of its files is listed, sorted by place.
 */
export const loadRule = ({ id, origin, yaml, ko, facts, ruleIds }: LoadInput): Loaded => {
  const file = readYaml(yaml);
  reportId(id, origin, file.found);
  reportLength(yaml, file.found);
  const nodes =
    file.root &&
    readMapping(file, file.root, 'rule', {
      required: ['title', 'needs', 'levels', 'key', 'summary', 'evidence', 'fix', 'falsePositives', 'next', 'docs'],
      optional: ['maturity', 'appliesTo', 'params', 'forEach', 'leadsTo'],
    });
  if (!nodes) return { diagnostics: sortDiagnostics(file.found.diagnostics) };

  const params = readParams(file, nodes.params);
  const used = new Set<string>();
  const outer: Context = { scope: withParams(factScope(facts), params), used };
  const maturity = nodes.maturity && readWord(file, nodes.maturity, 'maturity', ['stable', 'incubating'] as const);
  const appliesTo = nodes.appliesTo && checkWhen(readCondition(file, nodes.appliesTo, 'appliesTo'), outer);
  const needs = nodes.needs ? readNeeds(file, nodes.needs, kindsOf(facts)) : [];

  const forEachText = nodes.forEach && readText(file, nodes.forEach, 'forEach');
  const { each: forEach, context } = forEachText ? checkEach(forEachText, outer) : { context: outer };
  const leadsTo = nodes.leadsTo ? readLeadsTo(file, nodes.leadsTo, id, ruleIds) : [];
  const levels = nodes.levels ? readLevels(file, nodes.levels, context) : [];
  const key = nodes.key ? readKey(file, nodes.key, context) : [];
  const entries = nodes.evidence ? readEvidence(file, nodes.evidence, context) : [];
  const evidence = entries.map(({ template }) => template);
  const en = readRuleTexts(
    file,
    nodes,
    evidence.map(({ text }) => text),
    context,
  );
  reportUnusedParams(file, nodes.params, used);

  const diagnostics = [...file.found.diagnostics];
  let korean: Rule['texts']['ko'];
  if (ko) {
    const translation = readYaml(ko);
    reportLength(ko, translation.found);
    korean = readTranslation(translation, entries, context);
    diagnostics.push(...translation.found.diagnostics);
  } else if (origin === 'built-in') {
    const missing = findingsOf(yaml);
    missing.report(0, 1, `the Korean texts are missing: add ${yaml.file.replace(/\.yaml$/, '')}.ko.yaml`);
    diagnostics.push(...missing.diagnostics);
  }
  if (diagnostics.length > 0) return { diagnostics: sortDiagnostics(diagnostics) };

  const rule: Rule = {
    id,
    origin,
    maturity: maturity ?? 'stable',
    needs,
    ...(appliesTo === undefined ? {} : { appliesTo }),
    params,
    ...(leadsTo.length > 0 ? { leadsTo } : {}),
    ...(forEach ? { forEach } : {}),
    levels,
    key,
    evidence,
    texts: { en, ...(korean ? { ko: korean } : {}) },
  };
  return { rule };
};
