import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findCaptures } from '../../src/capture/reader.ts';
import { renderDiagnostic } from '../../src/engine/diagnostic.ts';
import { type Expectations, parseExpectations } from '../../src/engine/expect.ts';
import { builtInRules } from '../../src/generated/rules.ts';
import { firedIn, isAlarm, judged } from './judged.ts';
import { type Fraction, fraction, type RuleCounts, tally } from './tally.ts';

/** What the rules say of our captures, against the expect.yaml of each. */
export type FixtureScore = {
  readonly captures: number;
  readonly healthy: number;
  readonly recall: Fraction;
  readonly falseAlarms: Fraction;
  readonly rules: ReadonlyMap<string, RuleCounts>;
  readonly disagreements: readonly string[];
  readonly bugs: readonly string[];
};

const expectationsOf = async (folder: string): Promise<Expectations> => {
  const file = join(folder, 'expect.yaml');
  const parsed = parseExpectations({ file, text: await readFile(file, 'utf8') }, builtInRules);
  if ('expectations' in parsed) return parsed.expectations;
  throw new Error(parsed.diagnostics.map(renderDiagnostic).join('\n'));
};

/**
 * Recall: expected firings that came, at their severity. False alarms: rules at warning or above in a capture that does not expect
 * them, of all captures.
 */
export const scoreFixtures = async (folder: string): Promise<FixtureScore> => {
  const { rules, hit, alarm } = tally();
  const disagreements: string[] = [];
  const bugs: string[] = [];
  let healthy = 0;
  const folders = await findCaptures(folder);
  for (const path of folders) {
    const name = basename(path);
    const { fires } = await expectationsOf(path);
    if (fires.length === 0) healthy++;
    const said = await judged([path]);
    if (said.kind === 'refused') {
      (said.exitCode > 3 ? bugs : disagreements).push(`${name}: refused, ${said.message}`);
      for (const { rule } of fires) hit(rule, false);
      continue;
    }
    const fired = firedIn(said.report);
    for (const { rule, severity } of fires) {
      const came = fired.get(rule) === severity;
      hit(rule, came);
      if (!came)
        disagreements.push(`${name}: ${rule} is expected as ${severity}, it said ${fired.get(rule) ?? 'nothing'}`);
    }
    const wrong = [...fired].filter(([rule, severity]) => isAlarm(severity) && !fires.some((one) => one.rule === rule));
    for (const [rule, severity] of wrong) disagreements.push(`${name}: ${rule} ${severity} is not expected`);
    for (const { id } of builtInRules) {
      if (!fires.some((one) => one.rule === id))
        alarm(
          id,
          wrong.some(([rule]) => rule === id),
        );
    }
  }
  const all = [...rules.values()];
  return {
    captures: folders.length,
    healthy,
    recall: fraction(all.map(({ recall }) => recall)),
    falseAlarms: fraction(all.map(({ falseAlarms }) => falseAlarms)),
    rules,
    disagreements,
    bugs,
  };
};
