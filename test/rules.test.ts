import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../src/engine/diagnostic.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import { lintRule } from '../src/engine/lint.ts';
import { loadRule } from '../src/engine/load.ts';
import { parseRuleTest, runRuleTest } from '../src/engine/rule-test.ts';
import type { ArtifactKind, Evidence } from '../src/model/evidence.ts';
import type { FactNamespace } from '../src/model/fact.ts';
import { capturesFolder, evidenceOf } from './support/evidence.ts';

const root = join(import.meta.dirname, '..');

/** All namespaces, by their files: this test needs no build. */
const loadFacts = async (): Promise<readonly FactNamespace[]> => {
  const folder = join(root, 'src/facts');
  const files = readdirSync(folder, { withFileTypes: true }).filter((e) => e.isFile() && e.name.endsWith('.ts'));
  const modules = await Promise.all(files.map(({ name }) => import(join(folder, name))));
  return modules.map((module) => module.default as FactNamespace);
};

type Files = Parameters<typeof lintRule>[0];

const readRule = (id: string, names: readonly string[], facts: readonly FactNamespace[]): Files => {
  const read = (name: string) => ({ file: `rules/${name}`, text: readFileSync(join(root, 'rules', name), 'utf8') });
  const optional = (ending: string) => (names.includes(`${id}.${ending}`) ? read(`${id}.${ending}`) : undefined);
  const ko = optional('ko.yaml');
  const test = optional('test.yaml');
  return { id, origin: 'built-in', facts, yaml: read(`${id}.yaml`), ...(ko ? { ko } : {}), ...(test ? { test } : {}) };
};

const names = readdirSync(join(root, 'rules'), { recursive: true }).map(String).sort();
const isMain = (name: string): boolean => /\.yaml$/.test(name) && !/\.(ko|test)\.yaml$/.test(name);
const all = names.filter(isMain).map((name) => name.replace(/\.yaml$/, ''));
/** RULE=threads/deadlock checks one rule only. */
const wanted = process.env['RULE'];
const ids = wanted === undefined ? all : all.filter((id) => id === wanted);
const facts = await loadFacts();

describe('the rules of this project', () => {
  it('are found', () => expect(ids).not.toEqual([]));

  it('have translations and tests of rules only, not of rules that are gone', () => {
    const companions = names.filter((name) => /\.(ko|test)\.yaml$/.test(name));
    expect(companions.filter((name) => !all.includes(name.replace(/\.(ko|test)\.yaml$/, '')))).toEqual([]);
  });

  describe.each(ids)('%s', (id) => {
    const files = readRule(id, names, facts);

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

    it('says what its cases expect', async () => {
      const loaded = loadRule(files);
      const parsed = files.test && parseRuleTest(files.test, 'rule' in loaded ? loaded.rule : undefined, facts);
      if (!('rule' in loaded) || !parsed || !('cases' in parsed)) return expect.fail('its files have mistakes');
      const results = await runRuleTest(parsed.cases, { rule: loaded.rule, facts, evidenceOf });
      const report = results
        .filter(({ ok }) => !ok)
        .map(({ name, differences }) => `${name}\n  ${differences.join('\n  ')}`)
        .join('\n');
      expect(report, report).toBe('');
    });
  });
});

const without = (evidence: Evidence, kind: ArtifactKind): Evidence => {
  const { [kind]: _, ...models } = evidence.models;
  return { ...evidence, models };
};

/** Cut in place: what the facts know of this evidence is not derived again. They do not look at what is cut, the engine does. */
const whileCut = <T>({ partial }: Evidence, kind: ArtifactKind, look: () => T): T => {
  const reasons = partial as Partial<Record<ArtifactKind, string>>;
  const before = reasons[kind];
  reasons[kind] = 'cut for the test';
  try {
    return look();
  } finally {
    if (before === undefined) delete reasons[kind];
    else reasons[kind] = before;
  }
};

describe('evidence that is taken away', () => {
  const captures = readdirSync(capturesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rules = ids.flatMap((id) => {
    const loaded = loadRule(readRule(id, names, facts));
    return 'rule' in loaded ? [loaded.rule] : [];
  });
  const statuses = (evidence: Evidence) => {
    const subject = { id: 'jvm-1', kind: 'jvm', name: 'x', target: 'x' } as const;
    return evaluate(rules, facts, evidence, subject, { lang: 'en' }).verdicts.map(({ status }) => status);
  };

  it('is looked for in captures', () => expect(captures).not.toEqual([]));

  it.each(captures.map(({ name }) => name))('turns a verdict to unknown, never to clear: %s', async (capture) => {
    const evidence = await evidenceOf(capture);
    const before = statuses(evidence);
    // A leak with a rule of its own is none of family-growth's as long as that rule can see it.
    const ownRuleFired = rules.some(({ id }, i) => id.endsWith('-leak') && before[i] === 'fired');
    const isTakenOver = (id: string, kind: ArtifactKind, status: string | undefined): boolean =>
      ownRuleFired && id === 'threads/family-growth' && kind === 'thread-dump' && status === 'fired';
    // Only the metrics tell how many workers there may be: without them a pool that is all busy looks full.
    const looksFull = (id: string, kind: ArtifactKind, status: string | undefined): boolean =>
      id === 'threads/worker-pool-saturated' && kind === 'metrics' && status === 'fired';
    // A recording is made or it is not; a JVM that nobody recorded lacks nothing.
    const isUnrecorded = (kind: ArtifactKind, status: string | undefined): boolean =>
      kind === 'recording' && status === 'not-applicable';
    const surprises = (Object.keys(evidence.models) as ArtifactKind[]).flatMap((kind) => {
      const lost = statuses(without(evidence, kind));
      const partial = whileCut(evidence, kind, () => statuses(evidence));
      return rules.flatMap(({ id }, i) =>
        [
          [lost[i], `without ${kind}`],
          [partial[i], `with a cut ${kind}`],
        ]
          .filter(([status]) => status !== 'unknown' && status !== before[i])
          .filter(([status]) => !isTakenOver(id, kind, status) && !looksFull(id, kind, status))
          .filter(([status]) => !isUnrecorded(kind, status))
          .map(([status, how]) => `${id}: ${before[i]} becomes ${status} ${how}`),
      );
    });
    expect(surprises).toEqual([]);
  });
});
