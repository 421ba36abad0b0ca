import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../src/engine/diagnostic.ts';
import { lintRule } from '../src/engine/lint.ts';
import { loadRule } from '../src/engine/load.ts';
import { runRuleTest } from '../src/engine/rule-test.ts';
import { capturesFolder } from './support/evidence.ts';
import { all, casesOf, facts, ids, names, readRule } from './support/rule-files.ts';

describe('the rules of this project', () => {
  it('are found', () => expect(ids).not.toEqual([]));

  it('have translations and tests of rules only, not of rules that are gone', () => {
    const companions = names.filter((name) => /\.(ko|test)\.yaml$/.test(name));
    expect(companions.filter((name) => !all.includes(name.replace(/\.(ko|test)\.yaml$/, '')))).toEqual([]);
  });

  describe.each(ids)('%s', (id) => {
    const files = readRule(id);

    it('that wakes somebody says what to do now, what to change, and what to run next, in both languages', () => {
      const loaded = loadRule(files);
      if (!('rule' in loaded)) return expect.fail('its files have mistakes');
      if (loaded.rule.levels.every(({ severity }) => severity === 'info')) return;
      for (const [text, now] of [
        [files.yaml.text, /^ {2}- "?Now\b/m],
        [files.ko?.text ?? '', /^ {2}- "?지금/m],
      ] as const) {
        const section = (name: string): string =>
          new RegExp(`^${name}:\\n((?:[ ].*\\n|\\n)+)`, 'm').exec(text)?.[1] ?? '';
        expect(section('fix'), 'a stop-gap for now').toMatch(now);
        expect(section('fix'), 'lines of code, options or a command').toMatch(/^ {2}- \|-?\n|-XX:|-X[a-z]|\bjcmd /m);
        expect(section('next'), 'the next command').not.toBe('');
      }
    });

    it('is written without mistake', () => {
      const mistakes = lintRule(files).map(renderDiagnostic).join('\n\n');
      expect(mistakes, mistakes).toBe('');
    });

    it('says what its cases on facts expect', async () => {
      const found = casesOf(files);
      if (found === undefined) return expect.fail('its files have mistakes');
      const { rule, cases } = found;
      const onFacts = cases.filter(({ given }) => given.kind === 'facts');
      const evidenceOf = (): never => expect.fail('facts need no capture');
      const results = await runRuleTest(onFacts, { rule, facts, evidenceOf });
      const report = results
        .filter(({ ok }) => !ok)
        .map(({ name, differences }) => `${name}\n  ${differences.join('\n  ')}`)
        .join('\n');
      expect(report, report).toBe('');
    });

    it('has its other cases on captures that are there: test/captures runs them', () => {
      const captures = casesOf(files)?.cases.flatMap(({ given }) => (given.kind === 'capture' ? given.capture : []));
      const missing = captures?.filter((name) => !existsSync(join(capturesFolder, name, 'manifest.json')));
      expect(missing).toEqual([]);
    });
  });
});
