import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { pods } from './cluster.ts';

/** The folder of a cluster that .ci/cluster/up started here: its components may be killed. */
const home = process.env['JDIAG_CLUSTER'] ?? '';
const isOurs = home !== '' && existsSync(join(home, 'run/kubelet.pid'));
const state = scratch();
const env = { XDG_STATE_HOME: state };

/** In the newest capture: it is written while the run goes on. */
const firstDumpIsStored = (): boolean => {
  const folder = join(state, 'jdiag/captures');
  const newest = existsSync(folder) ? readdirSync(folder).sort().at(-1) : undefined;
  const manifest = join(folder, newest ?? '', 'manifest.json');
  return existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"kind": "thread-dump"');
};

if (!isOurs)
  process.stderr.write('SKIPPED (JDIAG_CLUSTER names no cluster of .ci/cluster): components killed in mid-exec\n');

const kill = (component: string): void => {
  process.kill(Number(readFileSync(join(home, `run/${component}.pid`), 'utf8')), 'SIGKILL');
};

describe.skipIf(!isOurs)('killed in mid-exec', () => {
  afterEach(() => {
    const up = spawnSync(join(import.meta.dirname, '../../.ci/cluster/up'), {
      env: process.env,
      timeout: 280_000,
      stdio: 'ignore',
    });
    expect(up.status).toBe(0);
  }, 300_000);

  it.each(['kubelet', 'kube-apiserver'])(
    '%s: what was had is reported, what was lost is named, and nothing hangs',
    async (component) => {
      rmSync(join(state, 'jdiag'), { recursive: true, force: true });
      const words = ['threads', `pod/${pods.jdk}`, '--dumps', '15', '--interval', '1s', '--json'];
      const running = jdiag(words, { env });
      await expect.poll(firstDumpIsStored, { timeout: 60_000, interval: 200 }).toBe(true);
      kill(component);
      const { code, stdout, stderr } = await running;
      expect(stderr).not.toMatch(/this is a bug|PRIVATE KEY/);
      expect([1, 3]).toContain(code);
      const report = JSON.parse(stdout) as Report;
      expect(report.views.pods).toMatchObject([{ pod: pods.jdk }]);
      expect(report.artifacts.filter(({ outcome }) => outcome === 'failed')).not.toEqual([]);
    },
    120_000,
  );

  it('and the patient lives on', async () => {
    const { code, stdout } = await jdiag(['threads', `pod/${pods.jdk}`, '--dumps', '1', '--json'], { env });
    expect([0, 1]).toContain(code);
    expect((JSON.parse(stdout) as Report).views.pods).toMatchObject([{ restarts: 0, state: 'running' }]);
  });
});
