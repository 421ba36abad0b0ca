import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { Manifest } from '../../src/model/capture.ts';
import { TransportError } from '../../src/model/transport.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';
import { describeWithCluster, pods } from './cluster.ts';

const state = scratch();
const env = { XDG_STATE_HOME: state };

/** The leak is a finding, critical or not by how far it has come. */
const diagnosed = [0, 1];

const newestManifest = (): Manifest => {
  const folder = join(state, 'jdiag/captures');
  const newest = readdirSync(folder).sort().at(-1) as string;
  return JSON.parse(readFileSync(join(folder, newest, 'manifest.json'), 'utf8')) as Manifest;
};

describeWithCluster('a leaking JVM in a pod', () => {
  it.each([
    ['with a JDK', pods.jdk, 6],
    ['with a JRE', pods.jre, 6],
    // Without a shell each file is an exec of its own.
    ['without a shell', pods.noshell, 100],
  ])('is diagnosed in an image %s', async (_title, name, execs) => {
    const { code, stdout, stderr } = await jdiag(['threads', `pod/${name}`, '--interval', '500ms', '--json'], { env });
    expect(stderr).toContain('capture: ');
    const report = JSON.parse(stdout);
    const [{ families, total }] = report.views.threads;
    expect(total).toBeGreaterThan(12);
    expect(families.map((family: { name: string }) => family.name)).toContain('pool-#-thread-#');
    expect(report.subjects).toMatchObject([{ kind: 'jvm', target: `pod/${name}`, pid: 1, workload: `${name}/app` }]);
    expect(report.views.threads).toHaveLength(3);
    expect(diagnosed).toContain(code);
    const { artifacts, journal } = newestManifest();
    const dumps = artifacts.filter(({ kind }) => kind === 'thread-dump');
    expect(dumps.map(({ outcome, how }) => `${outcome} ${how}`)).toEqual(['ok jcmd', 'ok jcmd', 'ok jcmd']);
    expect(journal.filter(({ action }) => action.startsWith('exec ')).length).toBeLessThanOrEqual(execs);
  });

  it('survives: its threads, files and processes are the same after it', async () => {
    const cluster = await openCluster({});
    const pod = await cluster.pod({ namespace: cluster.namespace, name: pods.jdk });
    const look = async () => {
      const transport = await cluster.transport(pod, 'app');
      try {
        const tasks = (await transport.listDir('/proc/1/task')).map((tid) => `/proc/1/task/${tid}/comm`);
        const names = (await transport.readFiles(tasks)).map((answer) =>
          answer instanceof Uint8Array ? new TextDecoder().decode(answer).trim() : '',
        );
        const processes = (await transport.listDir('/proc')).filter((each) => /^\d+$/.test(each));
        return {
          // Those that the program itself leaks meanwhile are not counted.
          threads: names.filter((name) => name !== '' && !name.startsWith('pool-')).sort(),
          tmp: [...(await transport.listDir('/tmp'))].sort(),
          // The first process and the look itself: a shell and its ls.
          processes: processes.length,
        };
      } finally {
        transport.close();
      }
    };
    // The first attach of a JVM's life starts its listener; from then on nothing may change.
    expect(diagnosed).toContain((await jdiag(['threads', `pod/${pods.jdk}`, '--dumps', '1'], { env })).code);
    const before = await look();
    const again = await jdiag(['threads', `pod/${pods.jdk}`, '--dumps', '2', '--interval', '0'], { env });
    expect(diagnosed).toContain(again.code);
    expect(await look()).toEqual(before);
    expect(before.tmp.filter((name) => name.startsWith('.jdiag'))).toEqual([]);
  });
});

describeWithCluster('the JVMs of a namespace', () => {
  it('are listed with what other commands take for each', async () => {
    const { code, stdout } = await jdiag(['ps', '-l', `app in (${Object.values(pods).join(',')})`, '--json'], { env });
    const document = JSON.parse(stdout);
    expect(schemaMistakes('ps', document, true)).toEqual([]);
    expect(document.jvms.map(({ target }: { target: string }) => target).sort()).toEqual(
      Object.values(pods)
        .map((name) => `pod/${name}`)
        .sort(),
    );
    const [jdk] = document.jvms.filter(({ target }: { target: string }) => target === `pod/${pods.jdk}`);
    expect(jdk).toMatchObject({ version: expect.stringMatching(/^\d/), collector: expect.any(String) });
    expect(jdk.heapUsedBytes).toBeLessThanOrEqual(jdk.heapMaxBytes);
    expect(jdk.obtainable.map(({ kind }: { kind: string }) => kind)).toEqual(['threads', 'gc', 'heap']);
    expect(code).toBe(0);
  });
});

describeWithCluster('a JVM that is not to be attached to', () => {
  it('is dumped by SIGQUIT, the dump cut out of the log of its container', async () => {
    const words = ['threads', `pod/${pods.jdk}`, '--dumps', '2', '--interval', '500ms', '--allow', 'app-log', '--json'];
    const { code, stdout } = await jdiag(words, { env });
    expect(diagnosed).toContain(code);
    const dumps = newestManifest().artifacts.filter(({ kind }) => kind === 'thread-dump');
    expect(dumps.map(({ outcome, how }) => `${outcome} ${how}`)).toEqual(['ok sigquit', 'ok sigquit']);
    expect(JSON.parse(stdout).views.threads).toHaveLength(2);
  });
});

describeWithCluster('a user who may not', () => {
  it.each([
    ['viewer', /User "viewer" cannot .*pods\/exec/],
    ['createonly', /User "createonly" cannot get resource "pods\/exec"/],
    ['nobody', /User "nobody" cannot get resource "pods"/],
  ])('(%s) is told so in the words of the server, exit 3', async (context, words) => {
    const { code, stdout, stderr } = await jdiag(['threads', `pod/${pods.jdk}`, '--context', context], { env });
    // Who may look at pods gets a report of what the cluster says; else there is nothing but the refusal.
    expect(`${stdout}${stderr}`.replace(/\s+/g, ' ')).toMatch(words);
    expect(code).toBe(3);
  });
});

describeWithCluster('a container that ends in mid-command', () => {
  it('is a named outcome, and found again after its restart', async () => {
    const cluster = await openCluster({});
    const ref = { namespace: cluster.namespace, name: pods.jre };
    const pod = await cluster.pod(ref);
    const transport = await cluster.transport(pod, 'app');
    const running = transport.exec(['sleep', '60'], { timeoutMs: 60_000 });
    const { outcome } = await transport.exec(['sh', '-c', 'sleep 1; kill -TERM 1']);
    expect(['exited', 'container-died']).toContain(outcome.kind);
    expect((await running).outcome).toEqual({
      kind: 'container-died',
      reason: expect.stringContaining('the container died'),
    });
    await expect(transport.readFile('/proc/1/stat')).rejects.toBeInstanceOf(TransportError);
    transport.close();
    await expect
      .poll(async () => (await cluster.pod(ref)).containers[0]?.state, { timeout: 100_000, interval: 1000 })
      .toBe('running');
    expect((await cluster.pod(ref)).containers[0]?.restartCount).toBeGreaterThan(
      pod.containers[0]?.restartCount as number,
    );
  });
});
