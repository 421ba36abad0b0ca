import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { examine, textOf, wordsOf } from '../live/support/examine.ts';
import { compileClasses, leftovers, removeClasses, startPatient, stopPatients } from '../live/support/patient.ts';
import { contextOn, machine, statusText } from '../probe/support/scene.ts';
import { describeWithJdk } from '../support/jdk.ts';
import { type ApiServer, type Script, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

const basics = ['sh', 'cat', 'head', 'tail', 'stat', 'ls', 'rm', 'timeout', 'sha256sum', 'uname', 'chmod', 'sleep'];
const endFile = '/tmp/.jdiag-end';
const path = process.env['PATH'] ?? '';
const me = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

let server: ApiServer;
let folder: string;
let transport: PodTransport | undefined;
/** Bodies of the patches that came. */
let patches: { spec: { ephemeralContainers: { name: string }[] } }[] = [];

const alive = {
  kind: 'Pod',
  metadata: { name: pod().name, namespace: 'shop' },
  spec: { containers: [{ name: 'app' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'app', containerID: 'containerd://1', restartCount: 0, state: { running: {} } }],
  },
};

type How = 'stable' | 'experiment' | 'unknown' | 'denied';

/** A server on which ephemeral containers are stable, an experiment that says yes and does nothing, unknown, or denied. */
const api =
  (how: How, state: object = { running: {} }): NonNullable<Script['api']> =>
  (url, request, body) => {
    const [added] = patches.at(-1)?.spec.ephemeralContainers ?? [];
    const withIt = {
      ...alive,
      spec: { ...alive.spec, ephemeralContainers: [added] },
      status: { ...alive.status, ephemeralContainerStatuses: [{ name: added?.name, state }] },
    };
    if (!url.endsWith('/ephemeralcontainers')) return { status: 200, body: added === undefined ? alive : withIt };
    if (how === 'unknown') return { status: 404, body: { kind: 'Status', message: 'the server could not find it' } };
    if (how === 'denied')
      return { status: 403, body: { kind: 'Status', message: 'violates PodSecurity "restricted:latest"' } };
    expect(request.method).toBe('PATCH');
    expect(request.headers['content-type']).toBe('application/strategic-merge-patch+json');
    if (how === 'experiment') return { status: 200, body: { kind: 'EphemeralContainers', ephemeralContainers: [] } };
    patches.push(JSON.parse(body));
    return { status: 200, body: { ...alive, spec: { ...alive.spec, ...JSON.parse(body).spec } } };
  };

beforeAll(async () => {
  compileClasses();
  server = await startApiServer();
  folder = mkdtempSync(join(tmpdir(), 'jdiag-ephemeral-'));
  mkdirSync(join(folder, 'bin'));
  for (const program of basics)
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${program}`])
        .toString()
        .trim(),
      join(folder, 'bin', program),
    );
});
afterEach(async () => {
  transport?.close();
  patches = [];
  process.env['PATH'] = path;
  await stopPatients();
  rmSync(endFile, { force: true });
});
afterAll(async () => {
  removeClasses();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const enter = async (
  script: NonNullable<Script['api']>,
  image: string | undefined = 'busybox:1',
): Promise<PodTransport> => {
  server.script.current = { api: script };
  process.env['PATH'] = join(folder, 'bin');
  const options = { kubeconfig: server.kubeconfig(), ...(image === undefined ? {} : { image }) };
  const cluster = await openCluster(options);
  transport = await cluster.transport(pod(), 'app');
  return transport;
};

describe('a container beside that of the JVM', () => {
  it('runs as the user of the JVM, in its processes, and passes Pod Security "restricted"', async () => {
    const beside = (await enter(api('stable'))).beside;
    const inside = await beside?.({ uid: 1000, gid: 2000 });
    expect(inside?.place).toMatch(/^pod \S+ container jdiag-[0-9a-f]{8}$/);
    expect(patches).toHaveLength(1);
    expect(patches[0]?.spec.ephemeralContainers).toEqual([
      {
        name: expect.stringMatching(/^jdiag-[0-9a-f]{8}$/),
        image: 'busybox:1',
        targetContainerName: 'app',
        imagePullPolicy: 'IfNotPresent',
        command: ['sh', '-c', expect.stringContaining(endFile)],
        securityContext: {
          runAsUser: 1000,
          runAsGroup: 2000,
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
    ]);
    // Asked again it is the same one; with jdiag it ends.
    await beside?.({ uid: 1000, gid: 2000 });
    expect(patches).toHaveLength(1);
    transport?.close();
    await expect.poll(() => existsSync(endFile), { timeout: 10_000 }).toBe(true);
  });

  it.each<[string, NonNullable<Script['api']>, string]>([
    ['says yes and does nothing', api('experiment'), 'the server said yes and did not add it'],
    ['knows no such thing', api('unknown'), 'servers have ephemeral containers from 1.25 on'],
    ['forbids it', api('denied'), 'violates PodSecurity "restricted:latest" (HTTP 403)'],
    [
      'cannot pull the image',
      api('stable', { waiting: { reason: 'ErrImagePull', message: 'no route' } }),
      'ErrImagePull: no route',
    ],
    [
      'has an image without a shell',
      api('stable', { terminated: { reason: 'StartError' } }),
      'does the image have a shell?',
    ],
  ])('is refused in words by a cluster that %s', async (_title, script, words) => {
    const inside = await enter(script);
    await expect(inside.beside?.(me)).rejects.toThrow(words);
  });

  it('does not start within the time', async () => {
    const inside = await enter(api('stable', { waiting: { reason: 'ContainerCreating' } }));
    await expect(inside.beside?.(me, { timeoutMs: 300 })).rejects.toThrow(
      'it did not start in time (ContainerCreating)',
    );
  });

  it('is not added for a JVM that could not be attached to from there either', async () => {
    const beside = async (): Promise<never> => expect.unreachable();
    const files = machine({ '/proc/100/status': statusText({ SigCgt: '0000000000001cc8' }) });
    const context = contextOn({ ...scriptedTransport({ files }), beside }, { allow: new Set(['ephemeral-container']) });
    const { attempts } = await climb({ ...threadDump, rungs: threadDump.rungs.slice(-1) }, context);
    expect(attempts).toMatchObject([{ rung: 'ephemeral-container', status: 'refused' }]);
    expect(attempts[0]?.reason).toContain('SIGQUIT would kill it');
  });

  it('needs an image', async () => {
    server.script.current = { api: api('stable') };
    const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
    transport = await cluster.transport(pod(), 'app');
    expect(transport.beside).toBeUndefined();
    expect(transport.without?.beside).toBe('a container beside it needs an image to run');
  });
});

describeWithJdk('a real JVM in an image in which nothing can be run', (home) => {
  it.skipIf(process.arch !== 'x64')('is dumped from a container beside it, when that is allowed', async () => {
    const patient = await startPatient({ home, threads: 40, stdout: 'socket' });
    const outside = await enter(api('stable'));
    for (const name of ['injectHelper', 'execToFile', 'signal'] as const) Object.assign(outside, { [name]: undefined });
    Object.assign(outside, { exec: () => outside.readFile('/no/jcmd') });
    const dump = await examine(threadDump, patient.pid, { transport: outside, allow: ['ephemeral-container'] });
    expect(wordsOf(dump).at(-1)).toBe('ephemeral-container used');
    expect(dump.collected).toMatchObject({ outcome: 'ok', how: 'ephemeral-container', problems: [] });
    expect(textOf(dump)).toContain('Full thread dump');
    expect(dump.journal[0]).toMatchObject({
      action: `add an ephemeral container to the pod, as uid ${me.uid} gid ${me.gid}`,
      leaves: 'permanent',
    });
    expect(leftovers(patient)).toEqual([]);
    expect(patient.alive()).toBe(true);
  });
});
