import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import { quantityOf } from '../../src/parse/pod/quantity.ts';
import format from '../../src/parse/pod.ts';
import { fixtureText, head, read, readOne } from './read.ts';

const killed = fixtureText('pod/oom-killed.json');

const pod = (fields: object = {}, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'api-6d565fdcfd-2pb8c',
    namespace: 'shop',
    labels: { 'pod-template-hash': '6d565fdcfd' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'api-6d565fdcfd', controller: true }],
  },
  spec: { nodeName: 'node-7', containers: [{ name: 'app', image: 'api:1' }], ...spec },
  status: { phase: 'Running' },
  ...fields,
});
const listOf = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

describe('a pod that jdiag captured', () => {
  it('is known for certain, and is no other JSON', () => {
    expect(format.recognise(head(killed))).not.toBe('no');
    expect(format.recognise(head(JSON.stringify(pod())))).toBe('certain');
    expect(format.recognise(head('{"threadDump":{"threads":[]}}'))).toBe('no');
    expect(format.recognise(head('Full thread dump'))).toBe('no');
  });

  it('tells how its container ended, what it may use and what the node is like', async () => {
    const { piece: found } = await readOne(format, killed);
    expect(found).toMatchObject({ name: 'appr-oom', namespace: 'ubd', phase: 'Running', of: ['app'], autoscalers: [] });
    expect(found.containers).toMatchObject([
      {
        name: 'app',
        state: 'terminated',
        restartCount: 1,
        memoryLimitBytes: 160 * 2 ** 20,
        memoryRequestBytes: 64 * 2 ** 20,
        cpuLimitCores: 1,
        command: ['-Xmx600m', '-cp', '/app', 'Leak'],
        end: { reason: 'OOMKilled', exitCode: 137, signal: 9 },
        lastEnd: { reason: 'OOMKilled', exitCode: 137 },
        source: { pointer: '/items/0/status/containerStatuses/0' },
      },
    ]);
    expect(found.nodeEvidence?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
    expect(found.events?.map(({ reason }) => reason)).toContain('Started');
    expect(found.events?.find(({ reason }) => reason === 'Started')?.container).toBe('app');
    expect(found.takenAtMs).toBe(Date.parse('2026-11-20T13:44:03.756Z'));
  });

  it.each([10, 40, 70, 95])(
    'cut at %i percent yields what stands before the cut, and says that it is cut',
    async (share) => {
      const reading = await read(format, killed.slice(0, (killed.length * share) / 100)).catch(
        (error: unknown) => error,
      );
      if (reading instanceof ParseError) return expect(share).toBeLessThanOrEqual(40);
      expect(reading).toMatchObject({ cut: expect.stringContaining('ends early'), pieces: [{ name: 'appr-oom' }] });
    },
  );

  it('never throws anything but ParseError, wherever it is cut or damaged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(killed.length), fc.string({ maxLength: 5 }), async (at, noise) => {
        const text = killed.slice(0, at) + noise + killed.slice(at + noise.length * 2);
        await read(format, text).catch((error: unknown) => expect(error).toBeInstanceOf(ParseError));
      }),
      { numRuns: 50 },
    );
  });
});

describe('what kubectl prints with -o json', () => {
  it('is read like a capture: the owner without its ReplicaSet, ages from the newest time', async () => {
    const event = {
      kind: 'Event',
      type: 'Warning',
      reason: 'Unhealthy',
      message: 'Liveness probe failed: HTTP 503',
      count: 7,
      involvedObject: { kind: 'Pod', name: 'api-6d565fdcfd-2pb8c', fieldPath: 'spec.containers{app}' },
      firstTimestamp: '2026-11-20T10:00:00Z',
      lastTimestamp: '2026-11-20T10:01:00Z',
    };
    const other = { ...event, involvedObject: { kind: 'Pod', name: 'another' } };
    const scaler = {
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'api' },
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'api' },
        minReplicas: 2,
        maxReplicas: 4,
        metrics: [{ type: 'Resource', resource: { name: 'memory', target: { averageUtilization: 70 } } }],
      },
      status: {
        currentReplicas: 4,
        currentMetrics: [{ resource: { name: 'memory', current: { averageUtilization: 93 } } }],
      },
    };
    const { piece: found } = await readOne(format, listOf(pod(), event, other, scaler));
    expect(found.owner).toEqual({ kind: 'Deployment', name: 'api' });
    expect(found.takenAtMs).toBe(Date.parse('2026-11-20T10:01:00Z'));
    expect(found.events).toMatchObject([{ reason: 'Unhealthy', count: 7, container: 'app' }]);
    expect(found.autoscalers).toMatchObject([
      { name: 'api', maxReplicas: 4, currentReplicas: 4, memory: { targetPct: 70, currentPct: 93 } },
    ]);
  });

  it('leaves out the events of an earlier pod of the same name', async () => {
    const about = (uid: string, reason: string) => ({
      kind: 'Event',
      reason,
      involvedObject: { kind: 'Pod', name: 'api-0', uid },
      lastTimestamp: '2026-11-20T10:01:00Z',
    });
    const one = pod({ metadata: { name: 'api-0', uid: 'now' } });
    const { piece: found } = await readOne(format, listOf(one, about('before', 'Killing'), about('now', 'Started')));
    expect(found.events?.map(({ reason }) => reason)).toEqual(['Started']);
  });

  it('says nothing of what is not in it: no events, no autoscalers, no limit', async () => {
    const { piece: found } = await readOne(format, listOf(pod()));
    expect(found.events).toBeUndefined();
    expect(found.autoscalers).toBeUndefined();
    expect(found.nodeEvidence).toBeUndefined();
    expect(found.containers[0]).toMatchObject({ state: 'unknown', restartCount: 0 });
    expect(found.containers[0]?.memoryLimitBytes).toBeUndefined();
  });

  it('of several pods is one piece for each', async () => {
    const { pieces } = await read(format, listOf(pod(), pod({ metadata: { name: 'b' } })));
    expect(pieces.map(({ name }) => name)).toEqual(['api-6d565fdcfd-2pb8c', 'b']);
  });

  it('without a pod is no evidence', async () => {
    await expect(read(format, listOf({ kind: 'Service' }))).rejects.toThrow(ParseError);
  });
});

describe('probes and volumes', () => {
  it('have the defaults of Kubernetes filled in', async () => {
    const { piece: found } = await readOne(
      format,
      listOf(
        pod(
          {},
          {
            containers: [
              {
                name: 'app',
                livenessProbe: { httpGet: { port: 8080, path: '/live' }, periodSeconds: 5 },
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }],
          },
        ),
      ),
    );
    expect(found.containers[0]).toMatchObject({
      probes: [{ kind: 'liveness', periodMs: 5000, timeoutMs: 1000, failureThreshold: 3, what: 'GET :8080/live' }],
      mounts: [{ path: '/tmp', volume: 'memory' }],
    });
  });
});

it.each([
  ['384Mi', 384 * 2 ** 20],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['250m', 0.25],
  ['2', 2],
  ['1e3', 1000],
  ['500M', 5e8],
  ['129e6', 129e6],
  ['12Qi', undefined],
  ['', undefined],
  ['-1', undefined],
])('the quantity %s', (text, value) => expect(quantityOf(text)).toBe(value));
