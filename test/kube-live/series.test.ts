import { afterAll, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { Report } from '../../src/model/report.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { describeWithCluster } from './cluster.ts';
import { createPod, deletePod, isRunning, untilPod } from './objects.ts';

const env = { XDG_STATE_HOME: scratch() };
const name = 'jdiag-series';
afterAll(() => deletePod(name, { wait: false }));

describeWithCluster('counters that are followed in a pod', () => {
  it('go on with the JVM that is started in its place: two lives, the gap named, nothing left', async () => {
    await createPod(name, { args: ['-Xmx64m', '-cp', '/app', 'Leak'], memory: '256Mi', env: { LEAK_MAX: '4' } });
    await untilPod(name, isRunning);
    const cluster = await openCluster({});
    const enter = async () => cluster.transport(await cluster.pod({ namespace: cluster.namespace, name }), 'app');
    const running = jdiag(['gc', `pod/${name}`, '--for', '25s', '--interval', '1s', '--json'], { env });
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const before = await enter();
    await before.exec(['sh', '-c', 'kill -TERM 1']);
    before.close();
    const { code, stdout } = await running;
    expect(code).toBe(3);
    const { views, artifacts, subjects } = JSON.parse(stdout) as Report;
    expect(views.gc?.map(({ total }) => total > 0)).toEqual([true, true]);
    expect(new Set(views.gc?.map(({ subject }) => subject)).size).toBe(
      subjects.filter(({ kind }) => kind === 'jvm').length,
    );
    const series = artifacts.find(({ kind }) => kind === 'gc-counters');
    expect(series).toMatchObject({ outcome: 'partial' });
    expect(series?.problems.join('\n')).toMatch(/a gap: .*(container died|connection closed)/);
    const after = await enter();
    expect((await after.listDir('/tmp')).filter((each) => each.startsWith('.jdiag'))).toEqual([]);
    after.close();
  });
});
