import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkReport, expectationsOf } from '../../src/app/check.ts';
import { runRuleTest } from '../../src/engine/rule-test.ts';
import { capturesFolder } from '../support/evidence.ts';
import { casesOf, facts, ids, readRule, wanted } from '../support/rule-files.ts';
import { type Look, lookAt } from './look.ts';
import { surprisesIn } from './taken-away.ts';

/** A runbook: the capture of the misbehaving program, the cause that must come out, and the capture of the cure. */
type Story = {
  readonly id: string;
  readonly capture: string;
  readonly root: string;
  readonly cure?: string;
  readonly severity?: string;
};

const stories: readonly Story[] = parse(
  readFileSync(join(import.meta.dirname, '../../docs/runbooks/stories.yaml'), 'utf8'),
);

const captures = readdirSync(capturesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

const tested = ids.flatMap((id) => casesOf(readRule(id)) ?? []);
const rules = tested.map(({ rule }) => rule);

const casesOn = (capture: string) =>
  tested.flatMap(({ rule, cases }) =>
    cases
      .filter(({ given }) => given.kind === 'capture' && given.capture === capture)
      .map((one) => [`${rule.id}: ${one.name}`, { rule, one }] as const),
  );

/** Everything that is said of a capture comes from one reading of it: reading them is most of the work. */
const testsOf = (name: string): void => {
  let look: Promise<Look> | undefined;
  const looked = (): Promise<Look> => {
    look ??= lookAt(name);
    return look;
  };
  afterAll(() => {
    look = undefined;
  });

  const cases = casesOn(name);
  if (cases.length > 0) {
    test.each(cases)('is what a case of a rule expects: %s', async (_, { rule, one }) => {
      const { evidence } = await looked();
      const results = await runRuleTest([one], { rule, facts, evidenceOf: async () => evidence });
      expect(results.flatMap(({ differences }) => differences)).toEqual([]);
    });
  }
  if (wanted !== undefined) return;

  test('fires exactly the rules it should', async () => {
    const path = join(capturesFolder, name);
    const expectations = await expectationsOf(path);
    if (expectations === undefined) return expect.fail('there is no expect.yaml beside its manifest');
    expect(checkReport(path, expectations, (await looked()).report)).toMatchObject({ status: 'ok', differences: [] });
  });

  test('with evidence taken away turns a verdict to unknown, never to clear', async () => {
    const { evidence } = await looked();
    expect(surprisesIn(evidence, rules)).toEqual([]);
  });

  for (const { id, root, severity } of stories.filter(({ capture }) => capture === name)) {
    test(`is told in the runbook ${id}: the cause comes out first`, async () => {
      const { report } = await looked();
      expect(report.incidents?.map(({ root: cause }) => cause.ruleId)).toContain(root);
      const worst = report.findings.find(({ ruleId }) => ruleId === root)?.severity;
      expect(worst === 'info').toBe(severity === 'info');
    });
  }

  for (const { id } of stories.filter(({ cure }) => cure === name)) {
    test(`is the cure of the runbook ${id}: silent`, async () => {
      const { report } = await looked();
      expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    });
  }
};

/** The captures in files of their own, so that every core has some. */
const parts = 4;

export const testsOfPart = (part: number): void => {
  const own = captures.filter((_, index) => index % parts === part - 1);
  const names = wanted === undefined ? own : own.filter((name) => casesOn(name).length > 0);

  test('there are captures of misbehaving programs and of their healthy twins', () => {
    expect(captures.length).toBeGreaterThan(30);
  });

  describe.each(names)('%s', testsOf);
};
