import { join } from 'node:path';
import { type Diagnostic, renderDiagnostic } from '../engine/diagnostic.ts';
import { lintRule } from '../engine/lint.ts';
import { loadRule } from '../engine/load.ts';
import { parseRuleTest, runRuleTest } from '../engine/rule-test.ts';
import { namespaces } from '../generated/facts.ts';
import { builtInRules } from '../generated/rules.ts';
import type { Evidence } from '../model/evidence.ts';
import { exitCode, RequestError } from '../model/exit-code.ts';
import { everyKind, evidenceOf, lifeSorter } from './lives.ts';
import { openInput } from './open-input.ts';
import type { DocumentResult } from './publish.ts';
import { readFile } from './read-file.ts';
import { readRuleFolder } from './rule-folder.ts';

const result = (lines: readonly string[], good: string, details: readonly unknown[]): DocumentResult => ({
  kind: 'document',
  document: {
    schemaVersion: 1,
    kind: 'rules',
    exitCode: lines.length === 0 ? exitCode.ok : exitCode.request,
    mistakes: details,
  },
  text: () => `${lines.length === 0 ? good : lines.join('\n')}\n`,
});

/** Every mistake in the rule files of a folder; exit 2 when there is one. */
export const lintRules = async (folder: string): Promise<DocumentResult> => {
  const files = await readRuleFolder(folder);
  const ruleIds = [...builtInRules.map(({ id }) => id), ...files.map(({ id }) => `local/${id}`)];
  const mistakes: Diagnostic[] = files.flatMap((rule) =>
    lintRule({ ...rule, id: `local/${rule.id}`, origin: 'local', facts: namespaces, ruleIds }),
  );
  return result(
    mistakes.map(renderDiagnostic),
    `${files.length} ${files.length === 1 ? 'rule' : 'rules'}, no mistakes`,
    mistakes,
  );
};

/** The evidence of the first JVM of a stored capture, as a run would see it. */
export const captureEvidence = async (path: string, signal: AbortSignal): Promise<Evidence> => {
  const input = await openInput({ kind: 'path', word: path, path }, signal);
  try {
    const sorter = lifeSorter();
    for (const file of input.files) await readFile(file, sorter, { wanted: everyKind, signal });
    const [life] = sorter.lives;
    if (life === undefined) throw new RequestError('no-evidence', `${path}: this capture holds no evidence`);
    return evidenceOf(life);
  } finally {
    await input.close();
  }
};

/** Runs the cases beside each rule of a folder; exit 1 when one differs, 2 when a file has mistakes. */
export const testRules = async (
  folder: string,
  captures: string | undefined,
  signal: AbortSignal,
): Promise<DocumentResult> => {
  const lines: string[] = [];
  const cases = [];
  for (const { id, yaml, ko, test } of await readRuleFolder(folder)) {
    const loaded = loadRule({
      id: `local/${id}`,
      origin: 'local',
      yaml,
      ...(ko === undefined ? {} : { ko }),
      facts: namespaces,
    });
    if (!('rule' in loaded)) throw new RequestError('bad-rule', loaded.diagnostics.map(renderDiagnostic).join('\n'));
    if (test === undefined) {
      cases.push({ rule: id, name: '(no .test.yaml)', ok: false, differences: ['the rule has no test file'] });
      continue;
    }
    const parsed = parseRuleTest(test, loaded.rule, namespaces);
    if (!('cases' in parsed)) throw new RequestError('bad-rule', parsed.diagnostics.map(renderDiagnostic).join('\n'));
    const results = await runRuleTest(parsed.cases, {
      rule: loaded.rule,
      facts: namespaces,
      evidenceOf: (name) => {
        if (captures === undefined)
          throw new RequestError('no-captures', `${id} names the capture ${name}: add --captures DIR`);
        return captureEvidence(join(captures, name), signal);
      },
    });
    cases.push(...results.map((one) => ({ rule: id, ...one })));
  }
  for (const { rule, name, ok, differences } of cases) {
    lines.push(`${ok ? 'ok      ' : 'DIFFERS '}${rule}: ${name}`, ...differences.map((line) => `          ${line}`));
  }
  const failed = cases.filter(({ ok }) => !ok).length;
  return {
    kind: 'document',
    document: { schemaVersion: 1, kind: 'rules', exitCode: failed === 0 ? exitCode.ok : exitCode.finding, cases },
    text: () =>
      `${[...lines, `${cases.length - failed} of ${cases.length} ${cases.length === 1 ? 'case' : 'cases'} as expected`].join('\n')}\n`,
  };
};
