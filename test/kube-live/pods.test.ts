import { afterAll, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { Report } from '../../src/model/report.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';
import { describeWithCluster, pods } from './cluster.ts';
import { createLostPod, createPod, deleteNode, deletePod, isRunning, untilPod } from './objects.ts';

const env = { XDG_STATE_HOME: scratch() };
const made: string[] = [];
afterAll(async () => {
  for (const name of made) await deletePod(name, { wait: false });
});

const leak = { args: ['-Xmx64m', '-cp', '/app', 'Leak'], memory: '256Mi', env: { LEAK_MAX: '20' } };

const create = async (name: string, spec: Parameters<typeof createPod>[1]): Promise<void> => {
  made.push(name);
  await createPod(name, spec);
};

const severities = (report: Report): Readonly<Record<string, string>> =>
  Object.fromEntries(report.findings.map(({ ruleId, severity }) => [ruleId, severity]));

describeWithCluster('a container that was OOM-killed', () => {
  it('is diagnosed from its status alone, with the budget: no JVM runs, nothing is executed', async () => {
    await create('jdiag-oom', {
      args: ['-Xmx600m', '-cp', '/app', 'Leak'],
      env: { EAT_MB_PER_SEC: '64' },
      memory: '160Mi',
    });
    await untilPod('jdiag-oom', ({ containers }) => {
      const [app] = containers;
      return app?.state !== 'running' && (app?.end ?? app?.lastEnd)?.reason === 'OOMKilled';
    });
    const { code, stdout } = await jdiag(['threads', 'pod/jdiag-oom', '--json'], { env });
    const report = JSON.parse(stdout) as Report;
    expect(schemaMistakes('report', report, true)).toEqual([]);
    expect(code).toBe(1);
    const found = report.findings.find(({ ruleId }) => ruleId === 'container/oom-killed');
    expect(found?.evidence.map(({ text }) => text).join('\n')).toContain('heap: 600 MiB (-Xmx600m)');
    expect(report.views.pods).toMatchObject([{ pod: 'jdiag-oom', container: 'app', memoryLimitBytes: 160 * 2 ** 20 }]);
  });
});

describeWithCluster('a container whose liveness probe fails', () => {
  it('is said to be ended by the kubelet', async () => {
    const livenessProbe = { exec: { command: ['cat', '/none'] }, periodSeconds: 2, failureThreshold: 2 };
    await create('jdiag-liveness', { ...leak, livenessProbe });
    await untilPod('jdiag-liveness', ({ containers }) => (containers[0]?.restartCount ?? 0) > 0);
    const { stdout } = await jdiag(['threads', 'pod/jdiag-liveness', '--dumps', '1', '--json'], { env });
    expect(severities(JSON.parse(stdout))['container/liveness-kill']).toBe('critical');
  });
});

describeWithCluster('a pod that goes away in mid-collection', () => {
  /** Starts a long collection, does something to the pod in the middle of it, and waits for the report. */
  const during = async (name: string, act: () => Promise<unknown>) => {
    const words = ['threads', `pod/${name}`, '--dumps', '15', '--interval', '1s', '--json'];
    const running = jdiag(words, { env });
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await act();
    const { code, stdout, stderr } = await running;
    return { code, stderr, report: JSON.parse(stdout) as Report };
  };

  it('deleted: what was had is reported, what was lost is named, exit 3', async () => {
    await create('jdiag-deleted', leak);
    await untilPod('jdiag-deleted', isRunning);
    const { code, report } = await during('jdiag-deleted', () => deletePod('jdiag-deleted', { wait: false }));
    expect(code).toBe(3);
    expect(report.artifacts.filter(({ kind, outcome }) => kind === 'pod' && outcome === 'ok')).not.toEqual([]);
    const dumps = report.artifacts.filter(({ kind }) => kind === 'thread-dump');
    expect(dumps.map(({ outcome }) => outcome)).toContain('failed');
    expect(report.notices.map(({ message }) => message).join('\n')).toMatch(/thread-dump.* of 15 were had/);
  });

  it('its container restarted: nothing of the new JVM is taken for the old one', async () => {
    await create('jdiag-restarted', leak);
    await untilPod('jdiag-restarted', isRunning);
    const cluster = await openCluster({});
    const kill = async (): Promise<void> => {
      const pod = await cluster.pod({ namespace: cluster.namespace, name: 'jdiag-restarted' });
      const transport = await cluster.transport(pod, 'app');
      await transport.exec(['sh', '-c', 'kill -TERM 1']);
      transport.close();
    };
    const { code, report } = await during('jdiag-restarted', kill);
    expect(code).toBe(3);
    expect(report.subjects.filter(({ kind }) => kind === 'jvm')).toHaveLength(1);
    expect(report.artifacts.filter(({ kind }) => kind === 'thread-dump').map(({ outcome }) => outcome)).toContain(
      'failed',
    );
  });

  it('OOM-killed: the report ends, and the next look says what it was', async () => {
    await create('jdiag-killed', { args: ['-Xmx600m', '-cp', '/app', 'Leak'], memory: '160Mi' });
    await untilPod('jdiag-killed', isRunning);
    const cluster = await openCluster({});
    const eat = async (): Promise<void> => {
      const pod = await cluster.pod({ namespace: cluster.namespace, name: 'jdiag-killed' });
      const transport = await cluster.transport(pod, 'app');
      await transport.exec(['touch', '/tmp/eat']);
      transport.close();
    };
    const { code } = await during('jdiag-killed', eat);
    expect([1, 3]).toContain(code);
    await untilPod('jdiag-killed', ({ containers }) => {
      const [app] = containers;
      return (app?.end ?? app?.lastEnd)?.reason === 'OOMKilled';
    });
    const { stdout } = await jdiag(['threads', 'pod/jdiag-killed', '--dumps', '1', '--json'], { env });
    expect(severities(JSON.parse(stdout))['container/oom-killed']).toBe('critical');
  });
});

describeWithCluster('many pods', () => {
  it('one that is down never stops the others, and the table has them all', async () => {
    await create('jdiag-down', { args: ['-Xmx64m', '-cp', '/app', 'NoSuchClass'], memory: '256Mi' });
    await untilPod(
      'jdiag-down',
      ({ containers }) => containers[0]?.state !== 'running' && containers[0]?.restartCount !== 0,
    );
    const selector = `app in (jdiag-down,${pods.jdk},${pods.jre})`;
    const { code, stdout } = await jdiag(['threads', '-l', selector, '--dumps', '1', '--json'], { env });
    const report = JSON.parse(stdout) as Report;
    expect([1, 3]).toContain(code);
    expect(report.views.pods?.map(({ pod }) => pod).sort()).toEqual([pods.jdk, pods.jre, 'jdiag-down'].sort());
    expect(report.views.pods?.find(({ pod }) => pod === 'jdiag-down')).toMatchObject({ lastExit: { exitCode: 1 } });
    expect(new Set(report.views.threads?.map(({ subject }) => subject)).size).toBe(2);
  });

  it('one on a node whose kubelet is silent is skipped by the name of the node, and nothing is tried in it', async () => {
    made.push('jdiag-lost');
    await createLostPod('jdiag-lost', 'jdiag-silent');
    try {
      const selector = `app in (jdiag-lost,${pods.jdk})`;
      const { code, stdout } = await jdiag(['threads', '-l', selector, '--dumps', '1', '--json'], { env });
      const report = JSON.parse(stdout) as Report;
      expect([1, 3]).toContain(code);
      expect(report.notices.map(({ message }) => message).join('\n')).toContain('its node jdiag-silent is not ready');
      expect(report.views.pods?.find(({ pod }) => pod === 'jdiag-lost')).toMatchObject({
        nodeReady: false,
        probe: null,
      });
      expect(severities(report)['container/node-unhealthy']).toBe('critical');
      expect(report.views.threads).toHaveLength(1);
    } finally {
      await deletePod('jdiag-lost', { wait: false });
      await deleteNode('jdiag-silent');
    }
  });
});
