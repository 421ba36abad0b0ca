import type { Evidence } from '../model/evidence.ts';
import type { FactNamespace } from '../model/fact.ts';
import type { Rule } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';
import type { VerdictStatus } from '../model/verdict.ts';
import { type Diagnostic, type RuleFile, sortDiagnostics } from './diagnostic.ts';
import { reportLength } from './load/file-length.ts';
import type { RuleTestCase, RuleTestResult } from './rule-test/case.ts';
import { compareCase } from './rule-test/compare.ts';
import { namespacesGiving } from './rule-test/given-facts.ts';
import { readCase } from './rule-test/read-case.ts';
import { type Holdings, holdingsOf } from './run/holdings.ts';
import { type Judgement, judge } from './run/judge.ts';
import { subjectFacts } from './run/subject-facts.ts';
import { readItems, readMapping, readYaml } from './yaml/read.ts';

export type ParsedRuleTest =
  | { readonly cases: readonly RuleTestCase[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/** A rule without these three is not tested: where it fires, where it is silent, where it cannot know. */
const requiredStatuses: readonly VerdictStatus[] = ['fired', 'clear', 'unknown'];

/** Reads a `.test.yaml`. At least one case must fire, one be clear, one unknown. */
export const parseRuleTest = (
  source: RuleFile,
  /** Absent when it could not be loaded: its levels are not compared then. */
  rule: Rule | undefined,
  facts: readonly FactNamespace[],
): ParsedRuleTest => {
  const file = readYaml(source);
  reportLength(source, file.found);
  const fields = file.root && readMapping(file, file.root, 'rule test', { required: ['cases'], optional: [] });
  const nodes = (fields?.cases && readItems(file, fields.cases, 'cases')) ?? [];
  const cases = nodes.flatMap((node, i) => readCase(file, node, i, facts, rule?.levels) ?? []);
  if (file.found.diagnostics.length === 0) {
    for (const status of requiredStatuses) {
      if (!cases.some(({ expect }) => expect.status === status)) {
        file.found.report(0, 1, `no case expects ${status}: at least one fired, one clear and one unknown`);
      }
    }
  }
  return file.found.diagnostics.length > 0 ? { diagnostics: sortDiagnostics(file.found.diagnostics) } : { cases };
};

export type RuleTestContext = {
  readonly rule: Rule;
  readonly facts: readonly FactNamespace[];
  /** The evidence of a capture's subject, by the capture's folder name. Rejects when there is none. */
  readonly evidenceOf: (capture: string) => Promise<Evidence>;
};

const subject: Subject = { id: 'jvm-1', kind: 'jvm', name: 'rule-test', target: 'rule-test' };
const nothing: Evidence = { models: {}, partial: {}, failed: {} };
/** Facts that are written down need no evidence. */
const everything: Holdings = { lackOf: () => undefined, partialReason: () => undefined, failedReason: () => undefined };

const withoutKinds = (evidence: Evidence, kinds: readonly string[]): Evidence => {
  const keep = <T extends object>(byKind: T): T =>
    Object.fromEntries(Object.entries(byKind).filter(([kind]) => !kinds.includes(kind))) as T;
  return { ...evidence, models: keep(evidence.models), partial: keep(evidence.partial), failed: keep(evidence.failed) };
};

const judgeCase = async ({ given }: RuleTestCase, { rule, facts, evidenceOf }: RuleTestContext): Promise<Judgement> => {
  if (given.kind === 'facts') {
    const known = subjectFacts(namespacesGiving(facts, given.facts), nothing);
    return judge(rule, { facts: known, holdings: everything, subject, lang: 'en' });
  }
  const evidence = withoutKinds(await evidenceOf(given.capture), given.without);
  return judge(rule, { facts: subjectFacts(facts, evidence), holdings: holdingsOf(evidence), subject, lang: 'en' });
};

/** Runs the cases one by one. A capture that cannot be read fails its case. */
export const runRuleTest = async (
  cases: readonly RuleTestCase[],
  context: RuleTestContext,
): Promise<readonly RuleTestResult[]> => {
  const results: RuleTestResult[] = [];
  for (const one of cases) {
    let differences: readonly string[];
    try {
      differences = compareCase(one.expect, await judgeCase(one, context));
    } catch (error) {
      differences = [`the case could not be run: ${error instanceof Error ? error.message : String(error)}`];
    }
    results.push({ name: one.name, ok: differences.length === 0, differences });
  }
  return results;
};
