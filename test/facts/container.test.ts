import { describe, expect, it } from 'vitest';
import container from '../../src/facts/container.ts';
import { gcSeries } from '../../src/facts/gc/series.ts';
import podNamespace from '../../src/facts/pod.ts';
import replicas from '../../src/facts/replicas.ts';
import pods from '../../src/facts/view/pods.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { KubeEvent, PodContainerEvidence, PodEvidence } from '../../src/model/pod-evidence.ts';
import type { Replica } from '../../src/model/replica.ts';
import { factAt, missingReason } from '../support/facts.ts';

const mebibyte = 2 ** 20;
const nowMs = 1_800_000_000_000;
const at = { artifact: 'a', pointer: '/items/0' };

const app = (over: Partial<PodContainerEvidence> = {}): PodContainerEvidence => ({
  name: 'app',
  image: 'api:1',
  command: ['java', '-Xmx600m', '-jar', 'api.jar'],
  javaOptions: {},
  sizes: {},
  memoryLimitBytes: 800 * mebibyte,
  readOnlyRoot: false,
  probes: [],
  mounts: [],
  state: 'running',
  ready: true,
  restartCount: 0,
  source: at,
  ...over,
});

const pod = (one: PodContainerEvidence, over: Partial<PodEvidence> = {}): PodEvidence => ({
  artifactId: 'a',
  takenAtMs: nowMs,
  namespace: 'shop',
  name: 'api-1',
  node: 'node-7',
  phase: 'Running',
  createdAtMs: nowMs - 3_600_000,
  terminationGraceMs: 30_000,
  conditions: [],
  containers: [one],
  of: [one.name],
  events: [],
  ...over,
});

const evidence = (one: PodEvidence, more: Partial<Evidence['models']> = {}): Evidence => ({
  models: { pod: one, ...more },
  partial: {},
  failed: {},
});

const event = (over: Partial<KubeEvent>): KubeEvent => ({
  type: 'Normal',
  reason: 'Started',
  message: '',
  count: 1,
  container: 'app',
  source: at,
  ...over,
});

const perf = (counters: Record<string, number | string>) => ({ counters: new Map(Object.entries(counters)) });
const resident = (rssBytes: number, threadCount = 40) => ({
  snapshots: [{ takenAtMs: nowMs, pid: 1, rssBytes, threadCount }],
});

describe('the budget of a JVM', () => {
  const rows = (given: Evidence) =>
    factAt(container, given, 'budget') as { part: string; bytes: number; basis: string }[];

  it('is told from the spec alone when the JVM is gone', () => {
    expect(rows(evidence(pod(app())))).toEqual([
      { part: 'heap', bytes: 600 * mebibyte, basis: '-Xmx600m' },
      { part: 'code cache', bytes: 240 * mebibyte, basis: 'ReservedCodeCacheSize=240m' },
      { part: 'GC', bytes: 0.004 * 600 * mebibyte, basis: '~ 0.4% of the heap, Serial' },
    ]);
  });

  it('counts the collector that was seen at work, else the one HotSpot takes under such a limit', () => {
    const gcOf = (container: PodContainerEvidence, more: Partial<Evidence['models']> = {}): string | undefined => {
      const given = evidence(pod(container));
      return rows({ ...given, models: { ...given.models, ...more } }).find(({ part }) => part === 'GC')?.basis;
    };
    const large = app({ memoryLimitBytes: 2048 * mebibyte });
    expect(gcOf(large)).toBe('~ 5% of the heap, G1');
    const seen = gcSeries();
    seen.add({ artifactId: 'b', source: 'counters', jvm: { collector: 'ZGC generational' } });
    expect(gcOf(large, { 'gc-counters': seen.value() })).toBe('~ 3% of the heap, ZGC');
  });

  it('takes the options of the environment and of a shell line, and the share of the limit that they give', () => {
    const wrapped = app({
      command: ['sh', '-c', 'exec java $JAVA_OPTS -XX:+UseSerialGC -jar api.jar'],
      javaOptions: { JAVA_OPTS: '-XX:MaxRAMPercentage=75 -XX:MaxDirectMemorySize=64m' },
    });
    expect(
      rows(evidence(pod(wrapped))).map(({ part, bytes, basis }) => [part, Math.round(bytes / mebibyte), basis]),
    ).toEqual([
      ['heap', 600, '-XX:MaxRAMPercentage=75'],
      ['code cache', 240, 'ReservedCodeCacheSize=240m'],
      ['direct memory', 64, '-XX:MaxDirectMemorySize=64m'],
      ['GC', 2, '~ 0.4% of the heap, Serial'],
    ]);
  });

  it('counts the stacks of the threads there are, and measures what is resident beside the heap', () => {
    const counters = {
      'java.rt.vmArgs': '-Xmx600m -Xss512k',
      'sun.gc.generation.0.capacity': 100 * mebibyte,
      'sun.gc.generation.1.capacity': 200 * mebibyte,
    };
    const given = evidence(pod(app()), { 'perf-data': perf(counters), process: resident(500 * mebibyte, 100) });
    expect(rows(given)).toContainEqual({ part: 'thread stacks', bytes: 50 * mebibyte, basis: '100 x -Xss512k' });
    expect(factAt(container, given, 'nonHeapBytes')).toBe(200 * mebibyte);
    expect(factAt(container, given, 'measuredPct')).toBe(100);
  });

  it('without -Xmx is a quarter of the limit where the options are known in full, else unknown', () => {
    const bare = app({ command: ['java', '-jar', 'api.jar'] });
    const own = { 'perf-data': perf({ 'java.rt.vmArgs': '-Dx=y' }) };
    expect(factAt(container, evidence(pod(bare), own), 'heapMaxBytes')).toBe(200 * mebibyte);
    expect(missingReason(container, evidence(pod(bare)), 'heapMaxBytes')).toContain('not known');
  });
});

describe('restarts', () => {
  const recent = (one: PodContainerEvidence, over: Partial<PodEvidence> = {}) =>
    factAt(container, evidence(pod(one, over)), 'all/app/recentRestarts');
  const endedAgo = (ms: number) => ({ exitCode: 1, startedAtMs: nowMs - ms - 9_000, finishedAtMs: nowMs - ms });

  it('of a young pod are all its restarts', () => {
    const one = app({ restartCount: 4, lastEnd: endedAgo(60_000) });
    expect(recent(one, { createdAtMs: nowMs - 600_000 })).toBe(4);
  });

  it('of an old one are counted by the events of its starts', () => {
    const one = app({ restartCount: 40, startedAtMs: nowMs - 50_000, lastEnd: endedAgo(60_000) });
    const started = event({ count: 12, firstAtMs: nowMs - 3_600_000, lastAtMs: nowMs - 50_000 });
    expect(recent(one, { events: [started] })).toBe(3);
    expect(recent(app({ restartCount: 40, lastEnd: endedAgo(3_000_000) }))).toBe(0);
  });

  it('are unknown where the kubelet held the events back', () => {
    const one = app({ restartCount: 40, startedAtMs: nowMs - 50_000, lastEnd: endedAgo(60_000) });
    const old = event({ count: 9, firstAtMs: nowMs - 3_600_000, lastAtMs: nowMs - 1_200_000 });
    expect(missingReason(container, evidence(pod(one, { events: [old] })), 'all/app/recentRestarts')).toContain(
      'events',
    );
  });
});

describe('a liveness probe', () => {
  const probe = {
    kind: 'liveness',
    initialDelayMs: 0,
    periodMs: 10_000,
    timeoutMs: 1_000,
    failureThreshold: 3,
    what: 'GET :8080/live',
  } as const;
  const failed = (count: number, agoMs: number): KubeEvent =>
    event({
      type: 'Warning',
      reason: 'Unhealthy',
      message: 'Liveness probe failed: timeout',
      count,
      lastAtMs: nowMs - agoMs,
    });
  const liveness = (events: readonly KubeEvent[], path: string) =>
    factAt(container, evidence(pod(app({ probes: [probe] }), { events })), `all/app/liveness/${path}`);

  it('fails now when it failed twice and within the last two periods', () => {
    expect(liveness([failed(2, 8_000)], 'failing')).toBe(true);
    expect(liveness([failed(1, 8_000)], 'failing')).toBe(false);
    expect(liveness([failed(9, 60_000)], 'failing')).toBe(false);
    expect(liveness([failed(2, 8_000)], 'budgetMs')).toBe(30_000);
  });

  it('of a container that starts fails until it has started: nothing is wrong with that', () => {
    const starting = { ...failed(20, 3_000), message: 'Startup probe failed: HTTP probe failed with statuscode: 503' };
    expect(liveness([starting], 'failing')).toBe(false);
    expect(liveness([starting], 'failures')).toBe(20);
  });

  it('is not blamed for a readiness probe, nor for an end at a roll-out', () => {
    const ready = { ...failed(9, 8_000), message: 'Readiness probe failed: HTTP 503' };
    const stopped = event({ reason: 'Killing', message: 'Stopping container app', lastAtMs: nowMs });
    expect(liveness([ready, stopped], 'failing')).toBe(false);
    expect(liveness([ready, stopped], 'kills')).toBe(0);
    const killed = event({ reason: 'Killing', message: 'Container app failed liveness probe, will be restarted' });
    expect(liveness([killed], 'kills')).toBe(1);
  });
});

describe('what survives the container', () => {
  const survives = (path: string | undefined, mounts: PodContainerEvidence['mounts']) => {
    const options = `-XX:+HeapDumpOnOutOfMemoryError${path === undefined ? '' : ` -XX:HeapDumpPath=${path}`}`;
    const given = evidence(pod(app({ mounts })), { 'perf-data': perf({ 'java.rt.vmArgs': options }) });
    return factAt(container, given, 'all/app/survival/heapDumpSurvives');
  };
  const dumps = { path: '/dumps', volume: 'empty-dir', readOnly: false } as const;

  it('is a dump on a volume that can be written to', () => {
    expect(survives('/dumps', [dumps])).toBe(true);
    expect(survives('/dumps/a.hprof', [dumps])).toBe(true);
    expect(survives('/dumpster', [dumps])).toBe(false);
    expect(survives(undefined, [dumps])).toBe(false);
    expect(survives('/dumps', [{ ...dumps, readOnly: true }])).toBe(false);
    expect(survives('/dumps', [{ ...dumps, volume: 'projected' }])).toBe(false);
  });
});

describe('the node', () => {
  it('is not judged where it may not be read; events of the last minutes tell of it all the same', () => {
    const sandbox = event({ reason: 'FailedCreatePodSandBox', message: 'network', count: 4, lastAtMs: nowMs - 30_000 });
    const given = evidence(pod(app(), { events: [sandbox, { ...sandbox, lastAtMs: nowMs - 7_200_000 }] }));
    expect(factAt(podNamespace, given, 'node/problemCount')).toBe(1);
    expect(missingReason(podNamespace, given, 'node/ready')).toContain('get on nodes');
  });
});

describe('an autoscaler on memory', () => {
  it('aims at a share of the requests of all containers', () => {
    const scaler = {
      name: 'api',
      minReplicas: 1,
      maxReplicas: 3,
      currentReplicas: 3,
      desiredReplicas: 3,
      memory: { targetPct: 50, currentPct: 90 },
      conditions: [
        { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message: 'no metrics' },
      ],
      source: at,
    };
    const one = app({ memoryRequestBytes: 400 * mebibyte });
    const given = evidence(pod(one, { autoscalers: [scaler] }), { process: resident(500 * mebibyte) });
    const fact = (path: string) => factAt(podNamespace, given, `autoscalers/api/${path}`);
    expect(fact('targetBytes')).toBe(200 * mebibyte);
    expect(fact('keptBytes')).toBe(500 * mebibyte);
    expect(fact('atMaximum')).toBe(true);
    expect(fact('metricsMissing')).toBe(true);
  });
});

describe('replicas', () => {
  const replica = (name: string, over: Partial<Replica> = {}): Replica => ({
    subject: name,
    name,
    threads: 100,
    ageMs: 5,
    ...over,
  });
  const outliers = (own: Replica, others: readonly Replica[]) =>
    factAt(replicas, { ...evidence(pod(app())), replicas: { own, others } }, 'outliers') as { measure: string }[];

  it('are odd far above the median and the spread of all, from four on', () => {
    const calm = [replica('a'), replica('b', { threads: 110 }), replica('c', { threads: 95 })];
    expect(outliers(replica('d', { threads: 900, ageMs: 99 }), calm)).toMatchObject([
      { measure: 'threads', old: true, times: 900 / 105 },
    ]);
    expect(outliers(replica('d', { threads: 180 }), calm)).toEqual([]);
    expect(outliers(replica('d', { threads: 40 }), calm)).toEqual([]);
    const spread = [replica('a', { threads: 50 }), replica('b', { threads: 400 }), replica('c', { threads: 100 })];
    expect(outliers(replica('d', { threads: 560 }), spread)).toEqual([]);
  });
});

describe('the first screen', () => {
  it('says of a container that is down how it ended, and of what it could not see nothing', () => {
    const down = app({
      state: 'waiting',
      reason: 'CrashLoopBackOff',
      restartCount: 3,
      lastEnd: { reason: 'OOMKilled', exitCode: 137, finishedAtMs: nowMs - 5_000 },
    });
    const { events: _, ...unread } = pod(down);
    expect(pods.entries(evidence(unread), 'pod-1')).toEqual([
      expect.objectContaining({
        pod: 'api-1',
        state: 'waiting',
        reason: 'CrashLoopBackOff',
        restarts: 3,
        lastExit: { reason: 'OOMKilled', exitCode: 137, agoMs: 5_000 },
        nodeReady: null,
        memoryBytes: null,
        threads: null,
        probe: null,
        diesIn: null,
      }),
    ]);
  });

  it('says nothing of a probe where the kubelet does not answer: that it was well is old news', () => {
    const liveness = { kind: 'liveness', what: 'exec true', initialDelayMs: 0, periodMs: 10_000 } as const;
    const probed = app({ probes: [{ ...liveness, timeoutMs: 1_000, failureThreshold: 3 }] });
    const node = (status: string) => {
      const conditions = [{ type: 'Ready', status, source: at }];
      return { name: 'node-7', unschedulable: false, conditions, source: at };
    };
    const row = (status: string) => pods.entries(evidence(pod(probed, { nodeEvidence: node(status) })), 'pod-1');
    expect(row('True')).toMatchObject([{ nodeReady: true, probe: { failing: false } }]);
    expect(row('Unknown')).toMatchObject([{ nodeReady: false, probe: null }]);
  });
});
