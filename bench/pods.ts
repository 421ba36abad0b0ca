import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, startApiServer } from '../test/kube/support/api-server.ts';
import { recordedPod, recordedShell } from '../test/kube/support/recorded-pod.ts';

/**
 * node -e "import('./src/build/in-process.js').then((m) => m.imported('bench/pods.ts'))": `jdiag threads -l app=api --dumps 1` on one pod and on 200 behind a scripted API server.
 * A shell in a pod answers what one on a real cluster answered (pod.json.gz: 19 threads, its counters, its cgroups, nothing that takes a dump),
 * at once: what is measured is the API, the evidence, the cheap rungs and the report. Prints wall time and peak memory of each.
 */
const root = process.cwd();

const pod = (index: number): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `api-${index}`,
    namespace: 'shop',
    labels: { app: 'api', 'pod-template-hash': 'x' },
    creationTimestamp: '2026-11-20T10:00:00Z',
  },
  spec: { nodeName: `node-${index % 20}`, containers: [{ name: 'app', image: 'api:1', args: ['-Xmx256m'] }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'app', containerID: 'c://1', restartCount: index % 5, state: { running: {} } }],
  },
});

const server = await startApiServer();
const answer = recordedPod(join(root, 'bench/pod.json.gz'));
const measure = (count: number): Promise<{ readonly wallMs: number; readonly peakMiB: number }> => {
  const pods = Array.from({ length: count }, (_, index) => pod(index));
  server.script.current = {
    shell: () => recordedShell(answer),
    answer: { status: failure(1) },
    api: (path) => {
      const name = /\/pods\/([^/?]+)$/.exec(path.split('?')[0] ?? '')?.[1];
      if (name !== undefined)
        return { status: 200, body: pods.find((each) => JSON.stringify(each).includes(`"${name}"`)) ?? {} };
      return { status: 200, body: { items: /\/pods(\?|$)/.test(path) ? pods : [] } };
    },
  };
  const env = {
    ...process.env,
    XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'jdiag-bench-')),
    KUBECONFIG: server.kubeconfig(),
  };
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(
      '/usr/bin/env',
      ['time', '-f', 'peak %M', 'node', join(root, 'bin/run.js'), 'threads', '-l', 'app=api', '--dumps', '1', '--json'],
      { env },
    );
    let stderr = '';
    child.stdout.resume();
    child.stderr.on('data', (text) => {
      stderr += String(text);
    });
    child.on('close', () => {
      const peak = Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN);
      if (!stderr.includes('capture: ')) process.stderr.write(stderr);
      resolve({ wallMs: performance.now() - startedAt, peakMiB: peak / 1024 });
    });
  });
};

for (const count of [1, 16, 200, 200]) {
  const { wallMs, peakMiB } = await measure(count);
  process.stdout.write(`${count} pods: ${Math.round(wallMs)} ms, peak ${Math.round(peakMiB)} MiB\n`);
}
await server.close();
