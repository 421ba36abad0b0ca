import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { Report } from '../../src/model/report.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { describeWithCluster } from './cluster.ts';
import { createPod, deletePod, isRunning, untilPod } from './objects.ts';

const folder = scratch();
const env = { XDG_STATE_HOME: folder };
const [greedy, probed] = ['jdiag-recorder', 'jdiag-probed'] as const;
afterAll(() => Promise.all([greedy, probed].map((name) => deletePod(name, { wait: false }))));

const ruleIds = async (capture: string): Promise<readonly (readonly [string, string])[]> => {
  const report: Report = JSON.parse((await jdiag(['analyze', capture, '--json'], { env })).stdout);
  return report.findings.map(({ ruleId, subject }) => [ruleId, subject] as const);
};

describeWithCluster('the flight recorder in a cluster', () => {
  it('goes on with the container that was killed for its memory, and with the pod that replaced it; each end is explained', async () => {
    const spec = { args: ['-Xmx600m', '-cp', '/app', 'Leak'], memory: '160Mi', env: { EAT_MB_PER_SEC: '16' } };
    await createPod(greedy, spec);
    await untilPod(greedy, isRunning);
    const capture = join(folder, 'night');
    const when = ['--when', 'memoryPct > 101 || probeFailed'];
    const words = ['-l', `app=${greedy}`, '--every', '1s', '--keep', '3', '--follow', '--for', '60s', ...when];
    const running = jdiag(['capture', ...words, '--output-file', capture, '--json'], { env });
    await untilPod(greedy, ({ containers: [app] }) => (app?.restartCount ?? 0) > 0 && app?.state === 'running');
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await createPod(greedy, { ...spec, env: {} });
    const { code, stdout } = await running;
    expect([0, 3]).toContain(code);
    const { recordings, subjects } = JSON.parse(stdout);
    expect(recordings[0]).toMatchObject({ end: { cause: 'OOMKilled', exitCode: 137 } });
    // The pod that took its name still ran.
    expect(recordings.at(-1)).toMatchObject({ stopped: '--for is over' });
    expect(recordings.length).toBeGreaterThanOrEqual(3);
    const names: readonly string[] = subjects.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining([`pod/${greedy}`, `pod/${greedy} (run 2)`]));
    const told = await ruleIds(capture);
    expect(told).toEqual(
      expect.arrayContaining([
        ['recording/jvm-ended', 'jvm-1'],
        ['container/oom-killed', 'jvm-1'],
      ]),
    );
  }, 180_000);

  it('takes dumps when a probe of the kubelet fails, before it kills', async () => {
    const probe = { exec: { command: ['sh', '-c', 'test ! -e /tmp/sick'] }, periodSeconds: 1, failureThreshold: 60 };
    const args = ['-Xmx32m', '-cp', '/app', 'Leak'];
    await createPod(probed, { args, memory: '256Mi', env: { LEAK_MAX: '4' }, livenessProbe: probe });
    await untilPod(probed, isRunning);
    const cluster = await openCluster({});
    const inside = await cluster.transport(await cluster.pod({ namespace: cluster.namespace, name: probed }), 'app');
    const words = ['--every', '1s', '--dumps', '1', '--when', 'probeFailed', '--for', '60s'];
    const running = jdiag(['capture', `pod/${probed}`, ...words, '--output-file', join(folder, 'probed'), '--json'], {
      env,
    });
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await inside.exec(['sh', '-c', 'touch /tmp/sick']);
    inside.close();
    const { code, stdout, stderr } = await running;
    expect(stderr).toMatch(/probeFailed came true/);
    const { recordings, artifacts } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(recordings).toMatchObject([{ crossings: 1, sets: 1, stopped: 'the condition came true' }]);
    expect(artifacts.filter(({ kind }: { kind: string }) => kind === 'thread-dump')).toHaveLength(1);
  });
});
