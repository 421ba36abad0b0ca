import { describe, expect, it } from 'vitest';
import { podLimits } from '../../../src/app/heap-dump/pod-limits.ts';

const list = (spec: object, more: readonly object[] = []): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      kind: 'List',
      items: [{ kind: 'Pod', metadata: { namespace: 'shop', name: 'appr-1' }, spec }, ...more],
    }),
  );

describe('what a pod says about standing still and writing a file', () => {
  it('reads probes, limits and volumes of the container meant, with the defaults of Kubernetes', () => {
    const spec = {
      containers: [
        { name: 'sidecar', livenessProbe: { periodSeconds: 1 } },
        {
          name: 'app',
          livenessProbe: { httpGet: { path: '/health' }, periodSeconds: 5, failureThreshold: 4, timeoutSeconds: 2 },
          readinessProbe: { httpGet: { path: '/ready' } },
          resources: { limits: { 'ephemeral-storage': '2Gi' } },
          volumeMounts: [
            { name: 'dumps', mountPath: '/dumps' },
            { name: 'shm', mountPath: '/cache' },
            { name: 'data', mountPath: '/data' },
            { name: 'config', mountPath: '/etc/app', readOnly: true },
          ],
        },
      ],
      volumes: [
        { name: 'dumps', emptyDir: { sizeLimit: '1Gi' } },
        { name: 'shm', emptyDir: { medium: 'Memory' } },
        { name: 'data', persistentVolumeClaim: { claimName: 'x' } },
        { name: 'config', configMap: { name: 'y' } },
      ],
    };
    const owner = {
      kind: 'ReplicaSet',
      spec: { replicas: 3, selector: { matchLabels: { 'pod-template-hash': 'ab', app: 'appr' } } },
      status: { readyReplicas: 2 },
    };
    expect(podLimits(list(spec, [owner]), 'app')).toEqual({
      namespace: 'shop',
      name: 'appr-1',
      livenessBudgetMs: 17_000,
      readinessBudgetMs: 21_000,
      ephemeralLimitBytes: 2 * 1024 ** 3,
      memoryMounts: ['/cache'],
      persistentMounts: ['/data'],
      sizeLimits: { '/dumps': 1024 ** 3 },
      replicas: { ready: 2, wanted: 3 },
      selector: { label: 'app', value: 'appr' },
    });
  });

  it('knows nothing of a bare pod without any of it', () => {
    expect(podLimits(list({ containers: [{ name: 'app' }] }), 'app')).toEqual({
      namespace: 'shop',
      name: 'appr-1',
      memoryMounts: [],
      persistentMounts: [],
      sizeLimits: {},
    });
  });
});
