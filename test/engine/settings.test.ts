import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../src/engine/diagnostic.ts';
import { mergeSettings, parseSettings, type Settings } from '../../src/engine/settings.ts';
import { tuneRules } from '../../src/engine/tune.ts';
import { builtInRules } from '../../src/generated/rules.ts';

const parse = (text: string, owner: 'project' | 'user' = 'project') =>
  parseSettings({ file: '.jdiag.yaml', text }, owner, builtInRules);
const mistakes = (text: string, owner: 'project' | 'user' = 'project'): readonly string[] => {
  const parsed = parse(text, owner);
  return 'diagnostics' in parsed ? parsed.diagnostics.map(renderDiagnostic) : [];
};
const read = (text: string, owner: 'project' | 'user' = 'project'): Settings => {
  const parsed = parse(text, owner);
  if ('settings' in parsed) return parsed.settings;
  throw new Error(mistakes(text, owner).join('\n'));
};

describe('a configuration file', () => {
  it('tunes and switches off rules, names packages and the language', () => {
    const text = `lang: ko
failOn: warning
appPackages: [com.acme, kr.co.acme]
rules:
  threads/hot: {params: {cores: 0.8}, reason: the batch may}
  threads/stuck: {enabled: false}
`;
    expect(read(text)).toEqual({
      lang: 'ko',
      failOn: 'warning',
      appPackages: ['com.acme', 'kr.co.acme'],
      rules: {
        'threads/hot': { params: { cores: 0.8 }, reason: 'the batch may', file: '.jdiag.yaml' },
        'threads/stuck': { enabled: false, params: {}, file: '.jdiag.yaml' },
      },
    });
  });

  it.each([
    ['langg: ko', '.jdiag.yaml:1:1 config: unknown key langg (did you mean lang?)'],
    ['lang: de', '.jdiag.yaml:1:7 lang: unknown de (one of en, ko)'],
    ['rules: {threads/hott: {}}', '.jdiag.yaml:1:9 rules: unknown rule threads/hott (did you mean threads/hot?)'],
    ['rules: {threads/hot: {params: {corez: 1}}}', 'threads/hot: unknown param corez (did you mean cores?)'],
    ['rules: {threads/hot: {params: {cores: much}}}', 'param cores: expected a number, found a text'],
    ['rules: {threads/hot: {params: {cores: -1}}}', 'param cores: expected a number of at least 0'],
    ['rules: {threads/hot: {enabled: no}}', 'threads/hot enabled: expected true or false'],
    ['rules: {threads/hot: {enable: false}}', 'threads/hot: unknown key enable (did you mean enabled?)'],
    ['appPackages: com.acme', 'appPackages: expected a list'],
    ['- a', 'expected a mapping, found a list'],
  ])('%s is a mistake with its place', (text, message) => {
    const [first] = mistakes(text);
    expect(first).toContain(message);
    expect(first).toMatch(/\n {2}1 \| .*\n {4}\| +\^+|\n {2}1 \| .*\n {4}\| \^+/);
  });

  it.each(['target: pid/1', 'context: prod'])('%s is for the user alone', (text) => {
    expect(mistakes(text)[0]).toContain('may not be set by a project');
    expect(mistakes(text, 'user')).toEqual([]);
  });

  it('of a rule of the team is not checked against the built-in ones', () => {
    expect(mistakes('rules: {local/shop/orders: {params: {most: 3}}}')).toEqual([]);
  });
});

describe('project and user', () => {
  it('the project wins, param by param', () => {
    const project = read('rules: {pools/exhausted: {params: {waiters: 9}}}');
    const user = read(
      'lang: ko\nrules: {pools/exhausted: {params: {waiters: 5, sharePct: 20}}, threads/hot: {}}',
      'user',
    );
    const merged = mergeSettings(project, user);
    expect(merged.lang).toBe('ko');
    expect(merged.rules['pools/exhausted']?.params).toEqual({ waiters: 9, sharePct: 20 });
    expect(Object.keys(merged.rules)).toContain('threads/hot');
  });
});

describe('tuned rules', () => {
  const hot = builtInRules.find(({ id }) => id === 'threads/hot')!;
  const rules = [hot];

  it('have the threshold of the file, and it is told', () => {
    const { rules: tuned, notices } = tuneRules(rules, read('rules: {threads/hot: {params: {cores: 0.8}}}').rules, []);
    expect(tuned[0]?.params['cores']?.default).toBe(0.8);
    expect(hot.params['cores']?.default).toBe(0.4);
    expect(notices).toEqual([
      { code: 'rule-tuned', message: 'threads/hot is tuned, cores = 0.8 in place of 0.4 (.jdiag.yaml)' },
    ]);
  });

  it('switched off do not run, and it is told why', () => {
    const settings = read('rules: {threads/hot: {enabled: false, reason: a batch}}').rules;
    expect(tuneRules(rules, settings, [])).toEqual({
      rules: [],
      notices: [{ code: 'rule-off', message: 'threads/hot is switched off: a batch (.jdiag.yaml)' }],
    });
  });

  it('named on the command line run all the same', () => {
    const settings = read('rules: {threads/hot: {enabled: false}}').rules;
    expect(tuneRules(rules, settings, ['threads/hot'])).toEqual({ rules, notices: [] });
  });
});
