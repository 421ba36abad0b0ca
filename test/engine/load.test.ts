import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../src/engine/diagnostic.ts';
import { lintRule } from '../../src/engine/lint.ts';
import { loadRule } from '../../src/engine/load.ts';
import { deadlockFiles, deadlockKo, deadlockTest, deadlockYaml, ruleYaml, sampleFacts } from './sample.ts';

const facts = sampleFacts();
const files = { ...deadlockFiles, facts };

/** The mistakes of a user's rule made of these parts: `line: message [marked text]`. */
const mistakesIn = (parts: string): readonly string[] => {
  const loaded = loadRule({
    id: 'local/threads/sample',
    origin: 'local',
    yaml: { file: 'r.yaml', text: ruleYaml(parts) },
    facts,
  });
  if ('rule' in loaded) return [];
  return loaded.diagnostics.map(
    ({ line, message, excerpt, column, endColumn }) =>
      `${line}: ${message} [${excerpt.slice(column - 1, endColumn - 1)}]`,
  );
};

const whenMistakes = (condition: string): readonly string[] =>
  mistakesIn(`levels:\n  - severity: warning\n    when: |-\n      ${condition}`).map((line) =>
    line.replace(/^4: /, ''),
  );

describe('a rule without mistake', () => {
  const loaded = loadRule(files);
  const rule = 'rule' in loaded ? loaded.rule : undefined;

  it('becomes plain data that survives JSON', () => {
    expect(rule).toBeDefined();
    expect(JSON.parse(JSON.stringify(rule))).toEqual(rule);
  });

  it('keeps what was written, with the defaults filled in', () => {
    expect(rule).toMatchObject({
      id: 'threads/deadlock',
      maturity: 'stable',
      needs: [{ 'thread-dump': {} }],
      forEach: { list: 'threads.deadlocks', as: 'cycle' },
      levels: [
        { severity: 'critical', when: 'cycle.size >= params.crowd' },
        { severity: 'warning', when: 'cycle.size >= 2' },
      ],
    });
    expect(rule?.texts.ko?.title).toBe('스레드 교착 상태');
  });

  it('and with its test passes lint', () => {
    expect(lintRule({ ...files, test: { file: 't.yaml', text: deadlockTest } })).toEqual([]);
  });
});

describe('a mistake is shown with file, line, column and the text under carets', () => {
  it('in a condition', () => {
    const text = deadlockYaml.replace('cycle.size >= 2', 'cycle.sise >= 2');
    const loaded = loadRule({ ...files, yaml: { file: 'rules/threads/deadlock.yaml', text } });
    expect('diagnostics' in loaded && loaded.diagnostics.map(renderDiagnostic)).toEqual([
      [
        'rules/threads/deadlock.yaml:8:37 unknown fact cycle.sise (did you mean cycle.size?)',
        '  8 |   - {severity: warning, when: cycle.sise >= 2}',
        '    |                                     ^^^^',
      ].join('\n'),
    ]);
  });

  it('after Korean text, which is twice as wide in a terminal', () => {
    const text = deadlockKo.replace('{{params.crowd', '{{params.crows');
    const loaded = loadRule({ ...files, ko: { file: 'ko.yaml', text } });
    expect('diagnostics' in loaded && loaded.diagnostics.map(renderDiagnostic)).toEqual([
      [
        'ko.yaml:4:39 unknown fact params.crows (did you mean params.crowd?)',
        '  4 |   - "순환: {{cycle.name}} (많음은 {{params.crows | count}}개 이상)"',
        '    |                                            ^^^^^',
      ].join('\n'),
    ]);
  });

  it('inside a folded condition of several lines', () => {
    expect(
      mistakesIn('levels:\n  - severity: info\n    when: >-\n      threads.total > 3 &&\n      threads.larges == "x"'),
    ).toEqual(['5: unknown fact threads.larges (did you mean threads.largest?) [larges]']);
  });

  it('inside quotes with escapes', () => {
    expect(
      mistakesIn(String.raw`levels: [{severity: info, when: "threads.largest == \"a\" && threads.totl > 1"}]`),
    ).toEqual(['1: unknown fact threads.totl (did you mean threads.total?) [totl]']);
  });

  it('and never passes hostile characters on to a terminal', () => {
    const rendered = mistakesIn('titel: "\\u001b[31m"').join('\n');
    expect(rendered).toContain('unknown key titel');
    const loaded = loadRule({ ...files, yaml: { file: 'a\u001b[2Jb.yaml', text: 'a\u0007: 1' } });
    const text = 'diagnostics' in loaded ? loaded.diagnostics.map(renderDiagnostic).join('\n') : '';
    expect(text).toMatch(/a·\[2Jb\.yaml/);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('all mistakes are listed at once, in the order of the file', () => {
  it('for a rule that is wrong everywhere', () => {
    expect(
      mistakesIn(`
maturity: stabel
needs: [{thread-dmp: {}}, {process: {dumps: 2}}]
params:
  floor: {default: many, unit: pct, why: w}
forEach: threads.total as cycle
levels:
  - {severity: warning, when: thread.total > params.floor && cycle.size > 2}
  - {severity: critical, when: threads.idleShare > "x"}
key: [threads.total]
evidence: ["{{threads.total | percent}} {{cycle.anything}}"]
`),
    ).toEqual([
      '1: maturity: unknown stabel (did you mean stable?) [stabel]',
      '2: needs: unknown kind of evidence thread-dmp (did you mean thread-dump?) [thread-dmp]',
      '2: needs process: unknown key dumps [dumps]',
      '4: param floor default: expected a number, found a text [many]',
      '4: param floor unit: unknown pct (one of count, ms, bytes, percent, per-minute, cores) [pct]',
      '5: threads.total is a number, not a list [threads.total]',
      '7: unknown fact thread.total (did you mean threads.total?) [thread]',
      '8: levels go from critical over warning to info: the first true one wins [critical]',
      '8: > needs a number, this is a text ["x"]',
      '9: key: threads.total must be a text, true or false, or a list of these: numbers change from run to run [threads.total]',
      '10: formatter percent prints numbers in percent; threads.total is a number in count [percent]',
    ]);
  });
});

describe.each([
  ['an unknown key', 'titel: x', ['1: rule: unknown key titel (did you mean title?) [titel]']],
  ['a key twice', 'key: []\nkey: []', ['2: this key stands twice [key]']],
  ['a wrong type', 'fix: a', ['1: fix: expected a list, found a text [a]']],
  ['a number for a text', 'title: 5', ['1: title: expected a text, found 5; put it in quotes [5]']],
  ['a blank text', 'summary: " "', ['1: summary: expected a text that is not blank, found a text [" "]']],
  [
    'a template in the title',
    'title: "{{threads.total}}"',
    ['1: title: no templates, it is the name of the finding ["{{threads.total}}"]'],
  ],
  ['no level', 'levels: []', ['1: levels: at least one level [[]]']],
  ['no need', 'needs: []', ['1: needs: at least one alternative, for example {thread-dump: {}} [[]]']],
  [
    'a severity twice',
    'levels:\n- {severity: info, when: true}\n- {severity: info, when: true}',
    ['3: levels: info stands twice; join the conditions with || [info]'],
  ],
  [
    'an unknown severity',
    'levels: [{severity: fatal, when: true}]',
    ['1: levels[0] severity: unknown fatal (one of critical, warning, info) [fatal]'],
  ],
  ['an unused param', 'params: {a: {default: 1, unit: count, why: w}}', ['1: param a is not used [a]']],
  ['an unknown param', 'levels: [{severity: info, when: threads.total > params.a}]', ['1: unknown fact params.a [a]']],
  [
    'a param without reason',
    'params: {a: {default: 1, unit: count}}\nsummary: "{{params.a}}"',
    ['1: param a: key why is missing [{]'],
  ],
  [
    'forEach without name',
    'forEach: threads.deadlocks',
    ['1: write <list> as <name>, for example threads.deadlocks as cycle [threads.deadlocks]'],
  ],
  [
    'forEach with a taken name',
    'forEach: threads.deadlocks as host',
    ['1: host already means something: choose another name [host]'],
  ],
  [
    'forEach with a reserved name',
    'forEach: threads.deadlocks as package',
    ['1: package is a reserved word: choose another name [package]'],
  ],
  [
    'a path through a list',
    'key: [threads.deadlocks.name]',
    ['1: threads.deadlocks is a list: reach its items with forEach or each [name]'],
  ],
  [
    'an unknown key path',
    'key: [threads.largets]',
    ['1: unknown fact threads.largets (did you mean threads.largest?) [largets]'],
  ],
  [
    'an unknown formatter',
    'summary: "{{threads.total | cuont}}"',
    ['1: unknown formatter cuont (did you mean count?) [cuont]'],
  ],
  [
    'a formatter for another unit',
    'summary: "{{threads.cpuMs | bytes}}"',
    ['1: formatter bytes prints numbers in bytes; threads.cpuMs is a number in ms [bytes]'],
  ],
  [
    'a list of objects in a text',
    'summary: "{{threads.deadlocks}}"',
    ['1: threads.deadlocks is a list and cannot be printed: repeat the line with each [threads.deadlocks]'],
  ],
  [
    'a source in a text',
    'summary: "{{threads.first}}"',
    ['1: threads.first is a source and cannot be printed: cite it with source [threads.first]'],
  ],
  ['braces that are not closed', 'summary: "a {{threads.total"', ['1: {{ is not closed by }} [{{]']],
  [
    'braces around something else',
    'summary: "{{threads.total > 3}}"',
    ['1: write {{path}} or {{path | formatter}} [{{threads.total > 3}}]'],
  ],
  [
    'a source that is none',
    'evidence: [{text: a, source: threads.total}]',
    ['1: source: threads.total is not a source fact [threads.total]'],
  ],
  ['a limit without each', 'evidence: [{text: a, limit: 3}]', ['1: evidence[0]: limit needs each [3]']],
  ['no evidence', 'evidence: []', ['1: evidence: a finding cites at least one line [[]]']],
  ['an empty file', '', []],
])('%s', (_, parts, mistakes) => {
  it('is explained', () => expect(mistakesIn(parts)).toEqual(mistakes));
});

describe.each([
  ['threads.total >', 'the condition ends too early [>]'],
  ['threads.total > 3 and threads.hasAges', 'and is not understood: CEL writes && [and]'],
  ['not threads.hasAges', 'not is not understood: CEL writes ! [not]'],
  ['threads.total = 3', '= is not understood: CEL writes == [=]'],
  ['threads.total >> 3', '> is not expected here [>]'],
  ['(threads.total > 3', 'the condition ends too early [3]'],
  [
    'has(threads.total)',
    'has() is refused: reading a missing fact already makes the rule unknown [has(threads.total)]',
  ],
  [
    'threads.largest.matches("(a+)+$")',
    'matches() is refused: functions, macros and regular expressions belong into a fact [threads.largest.matches("(a+)+$")]',
  ],
  [
    'size(threads.families) > 1',
    'size() is refused: functions, macros and regular expressions belong into a fact [size(threads.families)]',
  ],
  [
    'threads.families.exists(f, f == "x")',
    'exists() is refused: functions, macros and regular expressions belong into a fact [threads.families.exists(f, f == "x")]',
  ],
  ['threads.total in {1: 2}', 'maps are refused in rules: add a fact [{1: 2}]'],
  [
    'threads.families[0] == "x"',
    'indexing is refused: use forEach for the items of a list, or add a fact [threads.families[0]]',
  ],
  ['threads.total % 2 == 1', '% is refused in rules: add a fact [threads.total % 2]'],
  ['threads.largest == null', 'null is refused: a fact is missing, never null, and that makes a rule unknown [null]'],
  ['threads.total > "3"', '> needs a number, this is a text ["3"]'],
  ['threads.total == "3"', '== compares a number with a text [threads.total == "3"]'],
  ['threads.largest + "x" == "y"', '+ needs a number, this is a text [threads.largest]'],
  ['threads.total', 'a condition needs true or false, this is a number [threads.total]'],
  ['threads.total && threads.hasAges', '&& needs true or false, this is a number [threads.total]'],
  ['!threads.total', '! needs true or false, this is a number [threads.total]'],
  ['threads.largest in ["a", 1]', 'this list needs a text, this is a number [1]'],
  ['threads.total in threads.families', 'in looks for a number in a list of texts [threads.total]'],
  ['threads.largest in threads.largest', 'in needs a list, this is a text [threads.largest]'],
  ['(threads.hasAges ? 1 : "a") > 0', 'the other side of ?: needs a number, this is a text ["a"]'],
  [
    'threads.deadlocks == threads.families',
    'threads.deadlocks is a list: a condition cannot read it as a whole [threads.deadlocks]',
  ],
  [
    'threads.first == threads.first',
    'threads.first is a source: a condition cannot read it as a whole [threads.first]',
  ],
  ['threads.worst', 'threads.worst is an object: a condition cannot read it as a whole [threads.worst]'],
  ['threads.total.x > 1', 'threads.total is a number and has no x [x]'],
  [
    'threads.total / threads.cpuMs > 0.5',
    'divide by a number that is written here and not 0: a division by zero would read as false. Multiply the other side, or add a fact [threads.cpuMs]',
  ],
  [
    'threads.total / 0 > 1',
    'divide by a number that is written here and not 0: a division by zero would read as false. Multiply the other side, or add a fact [0]',
  ],
])('the condition %s', (condition, mistake) => {
  it('is refused with a caret', () => expect(whenMistakes(condition)[0]).toBe(mistake));
});

describe('a name every JavaScript object has', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('is no fact: %s', (name) => {
    expect(whenMistakes(`threads.${name} == "x"`)[0]).toContain(`unknown fact threads.${name}`);
    expect(whenMistakes(`${name} == "x"`)[0]).toMatch(/^unknown fact |^CEL: Reserved identifier/);
  });
});

describe('files that belong to a rule', () => {
  const withId = (id: string, origin: 'built-in' | 'local') =>
    lintRule({ ...files, id, origin, test: { file: 't', text: deadlockTest } }).map(({ message }) => message);

  it('give it a kebab-case id of topic and noun', () => {
    expect(withId('threads/dead-lock2', 'built-in')).toEqual([]);
    expect(withId('local/threads/deadlock', 'local')).toEqual([]);
    expect(withId('Threads/deadLock', 'built-in')).toEqual([
      'the id Threads/deadLock must be <topic>/<noun> in kebab-case',
    ]);
    expect(withId('threads/deadlock', 'local')).toEqual([
      'the id threads/deadlock must be local/<topic>/<noun> in kebab-case',
    ]);
    expect(withId('deadlock', 'built-in')).toHaveLength(1);
  });

  it('have at most 80 lines each', () => {
    const long = deadlockYaml + '  more\n'.repeat(80 - deadlockYaml.split('\n').length + 1);
    const load = (text: string) => loadRule({ ...files, yaml: { file: 'r.yaml', text } });
    expect('rule' in load(long)).toBe(true);
    const longer = load(`${long}  more\n`);
    expect('diagnostics' in longer && longer.diagnostics).toMatchObject([
      { line: 81, message: "81 lines: a rule's file has at most 80" },
    ]);
  });

  it('are complete: a built-in rule has Korean texts and a test, a local one may lack both', () => {
    const { ko: _, ...english } = files;
    expect(lintRule(english).map(({ message }) => message)).toEqual([
      'the Korean texts are missing: add rules/threads/deadlock.ko.yaml',
      'the test is missing: add rules/threads/deadlock.test.yaml',
    ]);
    expect(lintRule({ ...english, id: 'local/threads/deadlock', origin: 'local' })).toEqual([]);
  });

  it.each([
    [
      'another number of evidence lines',
      deadlockKo.replace('  - "{{threads.birthsPerMinute}} 생성"\n', ''),
      ['evidence: 2 lines here, 3 in the English file'],
    ],
    ['a missing text', deadlockKo.replace(/^title.*\n/, ''), ['translation: key title is missing']],
    [
      'a condition',
      `${deadlockKo}levels: []\n`,
      ['translation: unknown key levels (one of title, summary, evidence, fix, falsePositives, next, docs)'],
    ],
    [
      'a text that is none',
      deadlockKo.replace('falsePositives: []', 'falsePositives: [1]'),
      ['falsePositives[0]: expected a text, found 1; put it in quotes'],
    ],
    [
      'the name of an item that is not there',
      deadlockKo.replace('{{cycle.name}}', '{{member.name}}'),
      ['unknown fact member.name (one of threads, host, params, cycle)'],
    ],
    [
      'a path that is not there',
      deadlockKo.replace('{{member.holds}}', '{{member.hold}}'),
      ['unknown fact member.hold (did you mean member.holds?)'],
    ],
  ])('have a translation that is checked: %s', (_, text, messages) => {
    const loaded = loadRule({ ...files, ko: { file: 'ko.yaml', text } });
    expect('diagnostics' in loaded && loaded.diagnostics.map(({ message }) => message)).toEqual(messages);
  });

  it('are YAML: one syntax mistake is one diagnostic', () => {
    const text = deadlockYaml
      .replace('"{{cycle.size}} threads wait', '{{cycle.size}} threads wait')
      .replace('ever."', 'ever.');
    const loaded = loadRule({ ...files, yaml: { file: 'r.yaml', text } });
    const found = 'diagnostics' in loaded ? loaded.diagnostics.filter(({ file }) => file === 'r.yaml') : [];
    expect(found).toMatchObject([{ line: 10, message: expect.stringContaining('quotes') }]);
  });

  it('cut anywhere are refused with a place inside the file, or load', () => {
    for (let length = 0; length < deadlockYaml.length; length += 13) {
      const text = deadlockYaml.slice(0, length);
      const loaded = loadRule({ ...files, yaml: { file: 'r.yaml', text } });
      if ('rule' in loaded) continue;
      expect(loaded.diagnostics.length).toBeGreaterThan(0);
      for (const { line, file } of loaded.diagnostics) {
        if (file === 'r.yaml') expect(line).toBeLessThanOrEqual(text.split('\n').length);
      }
    }
  });

  it.each(['', '[]', 'a', '- a', '{', '\u0000', '&a [*a]'])('are never a crash: %j', (text) => {
    const loaded = loadRule({ ...files, yaml: { file: 'r.yaml', text }, ko: { file: 'k.yaml', text } });
    expect('diagnostics' in loaded && loaded.diagnostics.length).toBeGreaterThan(0);
  });
});
