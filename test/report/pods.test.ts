import { describe, expect, it } from 'vitest';
import { chooseForDumps } from '../../src/app/collect/choose.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { PodRow, Report } from '../../src/model/report.ts';
import terminal from '../../src/report/terminal.ts';
import { byUrgency } from '../../src/report/text/pods.ts';
import { sharedStories } from '../../src/report/text/replicas.ts';

const minute = 60_000;

const row = (pod: string, over: Partial<PodRow> = {}): PodRow => ({
  subject: `jvm-${pod}`,
  namespace: 'shop',
  pod,
  container: 'app',
  node: 'node-7',
  nodeReady: true,
  state: 'running',
  reason: null,
  ageMs: 60 * minute,
  restarts: 0,
  lastExit: null,
  memoryBytes: 300 * 2 ** 20,
  memoryLimitBytes: 512 * 2 ** 20,
  threads: 90,
  threadsPerMinute: 0,
  gcPct: 0.4,
  probe: { failing: false, failures: 0, budgetMs: 30_000 },
  diesIn: null,
  ...over,
});

const leaking = row('leaking', {
  threads: 900,
  threadsPerMinute: 120,
  diesIn: { limit: 'pids.max', lowMs: 6 * minute, highMs: 9 * minute },
});
const failing = row('failing', {
  probe: { failing: true, failures: 4, budgetMs: 30_000 },
  diesIn: { limit: 'liveness', lowMs: 0, highMs: 30_000 },
});
const down = row('down', {
  state: 'waiting',
  reason: 'CrashLoopBackOff',
  restarts: 9,
  lastExit: { reason: 'OOMKilled', exitCode: 137, agoMs: minute },
  memoryBytes: null,
  threads: null,
  probe: null,
  gcPct: null,
});
const young = row('young', { ageMs: 5_000 });

const finding = (subject: string, fingerprint = 'same'): Finding => ({
  ruleId: 'threads/executor-leak',
  severity: 'warning',
  subject,
  title: 'An executor per task',
  summary: 'Executors are made per task.',
  evidence: [],
  fix: [],
  next: [],
  falsePositives: [],
  fingerprint,
});

const report = (pods: readonly PodRow[], findings: readonly Finding[] = []): Report => ({
  schemaVersion: 1,
  kind: 'report',
  tool: { name: 'jdiag', version: '0.1.0' },
  startedAt: '2026-11-20T10:00:00Z',
  verdict: 'clear',
  exitCode: 0,
  subjects: pods.map(({ subject, pod }) => ({
    id: subject,
    kind: 'jvm',
    name: `pod/${pod}`,
    target: `pod/${pod}`,
    workload: 'api/app',
  })),
  artifacts: [],
  views: { pods },
  findings,
  verdicts: [],
  notices: [],
});

describe('the table of pods', () => {
  it('has the next to die first', () => {
    const order = byUrgency([row('a'), leaking, young, down, failing]).map(({ pod }) => pod);
    expect(order.slice(0, 3).sort()).toEqual(['down', 'failing', 'leaking']);
    expect(order.indexOf('leaking')).toBe(2);
  });

  it('shows what is known and a dash for what is not, on any width', async () => {
    const text = await terminal.render(report([leaking, down]), { columns: 160, paint: false, lang: 'en' });
    expect(text).toContain('900 (+120)');
    expect(text).toContain('6m → 9m, pids.max');
    expect(text).toContain('CrashLoopBackOff; OOMKilled 137, 1m ago');
    const narrow = await terminal.render(report([leaking, down]), { columns: 60, paint: false, lang: 'en' });
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(narrow).toContain('pids.max');
  });

  it('names the node on any width where one is lost', async () => {
    const rows = [row('a', { nodeReady: false, probe: null }), leaking, down];
    const narrow = await terminal.render(report(rows), { columns: 60, paint: false, lang: 'en' });
    expect(narrow).toContain('node-7 not ready');
    expect(await terminal.render(report([leaking, down]), { columns: 60, paint: false, lang: 'en' })).not.toContain(
      'node-7',
    );
  });

  it('speaks Korean', async () => {
    expect(await terminal.render(report([leaking]), { columns: 160, paint: false, lang: 'ko' })).toContain('종료까지');
  });
});

describe('of many pods', () => {
  it('the worst, the youngest and a healthy one get dumps; all of a few, and all when asked', () => {
    const rows = [row('a'), row('b'), leaking, young, row('c', { threads: 80 })];
    expect(chooseForDumps(rows, false)).toEqual([
      { subject: 'jvm-leaking', why: 'worst' },
      { subject: 'jvm-young', why: 'youngest' },
      { subject: 'jvm-a', why: 'healthy' },
    ]);
    expect(chooseForDumps(rows, true)).toBeUndefined();
    expect(chooseForDumps(rows.slice(0, 3), false)).toBeUndefined();
  });

  it('no two dumps are of the same one', () => {
    const rows = [leaking, failing, down, young].map((each) => ({ ...each, ageMs: each === leaking ? 1 : each.ageMs }));
    const subjects = (chooseForDumps(rows, false) ?? []).map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
  });
});

describe('what is wrong, in a sentence', () => {
  const wrong = async (pods: readonly PodRow[], lang: 'en' | 'ko' = 'en') =>
    (
      await terminal.render(
        report(
          pods,
          pods.map(({ subject }) => finding(subject)),
        ),
        { columns: 160, paint: false, lang, brief: true },
      )
    ).replace(/\s+/g, ' ');

  it('says by which limit the next one dies, and when', async () => {
    const later = {
      ...leaking,
      subject: 'jvm-later',
      pod: 'later',
      diesIn: { limit: 'memory', lowMs: 30 * minute, highMs: 60 * minute },
    };
    expect(await wrong([later, leaking])).toContain('It dies in 6m to 9m, by pids.max first.');
    expect(await wrong([later], 'ko')).toContain('30m~1h 뒤에 메모리 한도(으)로 먼저 종료됩니다.');
  });

  it('says nothing of it where nothing is being approached', async () => {
    expect(await wrong([row('a'), row('b')])).not.toContain('dies');
  });
});

describe('what replicas have in common', () => {
  const pods = [row('a'), row('b'), row('c'), row('d')];

  it('is told once, with how many have it; what one alone has is said to be so', async () => {
    const common = ['a', 'b', 'c'].map((name) => finding(`jvm-${name}`));
    const own = finding('jvm-d', 'another');
    expect(sharedStories(report(pods, [...common, own])).map(({ subjects }) => subjects.length)).toEqual([3, 1]);
    const text = await terminal.render(report(pods, [...common, own]), { columns: 120, paint: false, lang: 'en' });
    expect(text).toContain('in 3 of 4: pod/a, pod/b, pod/c');
    expect(text).toContain('only in pod/d');
    expect(text.match(/An executor per task/g)).toHaveLength(2);
  });

  it('is one story also where not each of them went all the way', async () => {
    const killed = { ...finding('jvm-b', 'killed'), ruleId: 'container/oom-killed', title: 'Killed' };
    const roots = [finding('jvm-a'), finding('jvm-b')];
    const incidents = roots.map((root) => ({ root, follows: root.subject === 'jvm-b' ? [killed] : [] }));
    const given = { ...report(pods, [...roots, killed]), incidents };
    expect(sharedStories(given)).toMatchObject([{ subjects: ['jvm-a', 'jvm-b'], follows: [killed] }]);
    const text = await terminal.render(given, { columns: 120, paint: false, lang: 'en' });
    expect(text).toContain('in 2 of 4: pod/a, pod/b');
    expect(text).toContain('- warning: Killed (container/oom-killed) · only in pod/b');
  });

  it('could not be had: said once', async () => {
    const rungs = pods.map(({ subject }) => ({
      subject,
      probe: 'log',
      rung: 'output-file',
      status: 'refused' as const,
      reason: 'its stdout is a pipe',
    }));
    const text = await terminal.render({ ...report(pods), rungs }, { columns: 120, paint: false, lang: 'en' });
    expect(text.match(/its stdout is a pipe/g)).toHaveLength(1);
    expect(text).toContain('in all 4: pod/a, pod/b, pod/c, pod/d: log output-file');
  });
});
