import { renderDiagnostic } from '../../src/engine/diagnostic.ts';
import { loadRule } from '../../src/engine/load.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import {
  boolean,
  type Fact,
  type FactNamespace,
  fact,
  list,
  MissingFact,
  number,
  object,
  source,
  string,
} from '../../src/model/fact.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { ThreadSeries } from '../../src/model/thread-dump.ts';

/*
 * A small world to try the engine in: a topic of threads with one fact of each shape, and one complete rule, its
 * translation and its test as authors write them.
 */

const cycle = object(
  {
    name: string('names of the members'),
    size: number('threads in the cycle'),
    members: list(
      object(
        {
          name: string('thread'),
          holds: string('lock it holds'),
          daemon: boolean('a daemon thread'),
          source: source(),
        },
        'one thread of the cycle',
      ),
      'in the order of the cycle',
    ),
  },
  'threads that wait for each other',
);

/** Values of the facts below, by name; what is not there is missing. */
export type Given = Readonly<Record<string, unknown>>;

export const missingDump = new MissingFact(['thread-dump'], 'no thread dump was taken');

const missingOf = (name: string): MissingFact =>
  name === 'openFiles' ? new MissingFact(['process'], 'no /proc') : missingDump;

/** The sample namespaces answering the given values. `onDerive` hears the name of each fact that is derived. */
export const sampleFacts = (
  given: Given = {},
  onDerive: (name: string) => void = () => {},
): readonly FactNamespace[] => {
  const value =
    (name: string) =>
    (_: Evidence): never => {
      onDerive(name);
      if (!Object.hasOwn(given, name)) throw missingOf(name);
      const found = given[name];
      if (found instanceof Error && !(found instanceof MissingFact)) throw found;
      return found as never;
    };
  const threads: Record<string, Fact> = {
    total: fact(number('platform threads'), ['thread-dump'], value('total')),
    idleShare: fact(number('idle of all', 'percent'), ['thread-dump'], value('idleShare')),
    birthsPerMinute: fact(number('births', 'per-minute'), ['thread-dump'], value('birthsPerMinute')),
    cpuMs: fact(number('CPU', 'ms'), ['thread-dump'], value('cpuMs')),
    hasAges: fact(boolean('the dump has ages'), ['thread-dump'], value('hasAges')),
    largest: fact(string('largest family'), ['thread-dump'], value('largest')),
    families: fact(list(string('name'), 'family names'), ['thread-dump'], value('families')),
    deadlocks: fact(list(cycle, 'cycles'), ['thread-dump'], value('deadlocks')),
    first: fact(source('the first header'), ['thread-dump'], value('first')),
    worst: fact(cycle, ['thread-dump'], value('worst')),
  };
  const host: Record<string, Fact> = {
    openFiles: fact(number('open files'), ['process'], value('openFiles')),
  };
  return [
    { name: 'threads', doc: 'threads of the newest dump', facts: threads },
    { name: 'host', doc: 'the process', facts: host },
  ];
};

export const deadlockYaml = `title: Threads deadlocked
needs: [{thread-dump: {}}]
params:
  crowd: {default: 3, unit: count, why: a cycle of many threads is seldom an accident of two methods}
forEach: threads.deadlocks as cycle
levels:
  - {severity: critical, when: cycle.size >= params.crowd}
  - {severity: warning, when: cycle.size >= 2}
key: [cycle.name]
summary: "{{cycle.size}} threads wait for each other for ever."
evidence:
  - "the cycle: {{cycle.name}} (many means {{params.crowd | count}} or more)"
  - {text: "{{member.name | code}} holds {{member.holds}}", each: cycle.members as member, limit: 2, source: member.source}
  - {text: "{{threads.birthsPerMinute}} are born", when: threads.birthsPerMinute > 0}
fix:
  - Restart the JVM; nothing else frees {{cycle.name}}.
falsePositives: []
next: [jdiag threads TARGET --dumps 3]
docs: |
  Each thread holds a lock the next one wants.
`;

export const deadlockKo = `title: 스레드 교착 상태
summary: "스레드 {{cycle.size}}개가 서로를 영원히 기다립니다."
evidence:
  - "순환: {{cycle.name}} (많음은 {{params.crowd | count}}개 이상)"
  - "{{member.name | code}} 스레드가 {{member.holds}} 보유"
  - "{{threads.birthsPerMinute}} 생성"
fix:
  - JVM을 다시 시작하세요.
falsePositives: []
next: [jdiag threads TARGET --dumps 3]
docs: |
  각 스레드가 다음 스레드가 원하는 락을 쥐고 있습니다.
`;

export const deadlockTest = `cases:
  - name: two monitors held crosswise
    facts:
      threads.deadlocks:
        - {name: A+B, size: 2, members: [{name: A, holds: x, daemon: true}, {name: B, holds: y, daemon: false}]}
    expect: {status: fired, severity: warning, count: 1, text: ["\`A\` holds x", A+B]}
  - name: nobody waits
    facts: {threads.deadlocks: []}
    expect: {status: clear}
  - name: no dump
    facts: {}
    expect: {status: unknown}
`;

export const deadlockFiles = {
  id: 'threads/deadlock',
  origin: 'built-in',
  yaml: { file: 'rules/threads/deadlock.yaml', text: deadlockYaml },
  ko: { file: 'rules/threads/deadlock.ko.yaml', text: deadlockKo },
} as const;

/** The rest of a rule whose conditions are what a test is about. */
export const ruleYaml = (parts: string): string => {
  const defaults: Readonly<Record<string, string>> = {
    title: 'Too many threads',
    needs: '[{thread-dump: {}}]',
    levels: '[{severity: warning, when: threads.total > 500}]',
    key: '[]',
    summary: 'Many threads.',
    evidence: '["{{threads.total}} threads"]',
    fix: '[]',
    falsePositives: '[]',
    next: '[]',
    docs: 'none',
  };
  const rest = Object.entries(defaults).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(parts));
  return `${parts.trim()}\n${rest.map(([key, value]) => `${key}: ${value}\n`).join('')}`;
};

/** A rule from its telling parts. Throws with the diagnostics when they are wrong. */
export const ruleOf = (parts: string, id = 'local/threads/sample'): Rule => {
  const loaded = loadRule({
    id,
    origin: 'local',
    yaml: { file: 'sample.yaml', text: ruleYaml(parts) },
    facts: sampleFacts(),
  });
  if ('rule' in loaded) return loaded.rule;
  throw new Error(loaded.diagnostics.map(renderDiagnostic).join('\n'));
};

export const series = (total: number): ThreadSeries => ({ dumps: [], total, summaries: [] });

/** One thread dump of which nothing is read but that it is there: the sample facts answer by themselves. */
export const oneDump: Evidence = { models: { 'thread-dump': series(1) }, partial: {}, failed: {} };

export const subject: Subject = { id: 'jvm-1', kind: 'jvm', name: 'com.acme.Main', target: 'pid/123', pid: 123 };
