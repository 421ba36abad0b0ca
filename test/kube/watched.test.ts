import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

let server: ApiServer;
let transport: PodTransport;

beforeAll(async () => {
  server = await startApiServer();
});
afterEach(() => transport.close());
afterAll(() => server.close());

const enter = async (): Promise<PodTransport> => {
  const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
  transport = await cluster.transport(pod(), 'app');
  return transport;
};

/** Processes with that word among their arguments. */
const running = (word: string): readonly string[] =>
  execFileSync('ps', ['-e', '-o', 'pid=,stat=,args='])
    .toString()
    .split('\n')
    .filter((line) => line.includes(word));

describe('a command of its own in a container', () => {
  it('gives what it wrote and how it ended, as without a shell around it', async () => {
    const { exec } = await enter();
    const { outcome, stdout, stderr } = await exec(['sh', '-c', 'printf "a b\\n"; echo no >&2; exit 3']);
    expect(outcome).toEqual({ kind: 'exited', code: 3 });
    expect([new TextDecoder().decode(stdout), stderr]).toEqual(['a b\n', 'no\n']);
    const odd = await exec(['printf', '%s|', "it's", '$HOME', '', '-n']);
    expect(new TextDecoder().decode(odd.stdout)).toBe("it's|$HOME||-n|");
    expect((await exec(['no-such-program', 'x'])).outcome).toMatchObject({
      kind: 'not-started',
      reason: expect.stringContaining('no such program'),
    });
  });

  it.each([
    ['sleeps', ['sleep', '98761.5']],
    ['does not listen to SIGTERM', ['sh', '-c', 'trap "" TERM; sleep 98762.5 & wait; sleep 98762.5']],
  ])('ends when nobody waits for it any more, also one that %s', async (_title, argv) => {
    const word = argv.join(' ').match(/9876\d\.5/)?.[0] as string;
    const { exec } = await enter();
    expect((await exec(argv, { timeoutMs: 300 })).outcome).toEqual({ kind: 'timed-out', afterMs: 300 });
    const stop = new AbortController();
    const given = exec(argv, { signal: stop.signal });
    await expect.poll(() => running(word).length).toBeGreaterThan(0);
    stop.abort();
    expect((await given).outcome).toEqual({ kind: 'aborted' });
    await expect.poll(() => running(argv[0] === 'sleep' ? word : 'trap "" TERM'), { timeout: 10_000 }).toEqual([]);
    for (const line of running(word)) process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL');
  });
});

describe('a command whose output goes through a file', () => {
  /** Java as the first process of a container reaps no strangers: an orphan would be a zombie for good. */
  const orphans = (): number =>
    running('sleep').filter((line) => / sleep (?:0\.2|1)$/.test(line) && line.includes(' Z')).length;

  it('leaves no process behind, neither when it ends nor when it takes too long', async () => {
    const { execToFile } = await enter();
    for (let turn = 0; turn < 5; turn++)
      expect((await execToFile?.(['seq', '3'], { timeoutMs: 60_000 }))?.stdout).toHaveLength(6);
    const late = execToFile?.(['sleep', '98764.5'], { timeoutMs: 900 });
    await expect(late).rejects.toMatchObject({ code: 'timed-out' });
    await expect.poll(() => running('98764.5'), { timeout: 10_000 }).toEqual([]);
    expect(orphans()).toBe(0);
    await expect
      .poll(() => readdirSync('/tmp').filter((name) => name.startsWith('.jdiag-')), { timeout: 10_000 })
      .toEqual([]);
  });
});
