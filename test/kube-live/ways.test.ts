import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';
import { describeWithCluster, pods } from './cluster.ts';

const env = { XDG_STATE_HOME: scratch() };
const folder = mkdtempSync(join(tmpdir(), 'jdiag-ways-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inside = async (work: (transport: PodTransport) => Promise<void>): Promise<void> => {
  const cluster = await openCluster({});
  const pod = await cluster.pod({ namespace: cluster.namespace, name: pods.jdk });
  const transport = await cluster.transport(pod, 'app');
  try {
    await work(transport);
  } finally {
    transport.close();
  }
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describeWithCluster('preflight', () => {
  it.each([
    ['admin', 0, true],
    ['viewer', 3, false],
    ['nobody', 3, false],
  ])('as %s tells what is allowed, exit %i', async (context, exitCode, mayExec) => {
    const words = ['preflight', `pod/${pods.jdk}`, '--context', context, '--json'];
    const { code, stdout } = await jdiag(words, { env });
    const document = JSON.parse(stdout);
    expect(schemaMistakes('preflight', document, true)).toEqual([]);
    expect(code).toBe(exitCode);
    const exec = document.access.find(
      (each: { verb: string; subresource?: string }) => each.verb === 'get' && each.subresource === 'exec',
    );
    expect(exec.allowed).toBe(mayExec);
    expect(exec.check).toContain('kubectl auth can-i get pods --subresource=exec -n ');
    expect(document.targets[0].evidence === undefined).toBe(!mayExec);
  });

  it('of an image without a shell names what can be run there', async () => {
    const { code, stdout } = await jdiag(['preflight', `pod/${pods.noshell}`, '--json'], { env });
    const [dump] = JSON.parse(stdout).targets[0].evidence;
    const usable = dump.rungs.filter(({ status }: { status: string }) => status === 'usable');
    expect(usable.map(({ rung }: { rung: string }) => rung)).toEqual(['jcmd']);
    expect(code).toBe(0);
  });
});

describeWithCluster('a big file of a pod', () => {
  it('arrives whole, and is removed with the connection', async () => {
    await inside(async (transport) => {
      const claimed = await transport.claim?.('/tmp/.jdiag-test-big');
      const made = await transport.exec(
        ['sh', '-c', 'head -c 30000000 /dev/urandom > /tmp/.jdiag-test-big; sha256sum /tmp/.jdiag-test-big'],
        { timeoutMs: 60_000 },
      );
      const copied = await transport.copyOut?.('/tmp/.jdiag-test-big', join(folder, 'big'));
      expect(copied?.bytes).toBe(30_000_000);
      expect(text(made.stdout)).toContain(copied?.sha256);
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, 'big')))
          .digest('hex'),
      ).toBe(copied?.sha256);
      await claimed?.remove();
      await expect(transport.stat('/tmp/.jdiag-test-big')).rejects.toMatchObject({ code: 'not-found' });
    });
  });
});

describeWithCluster('a command that nobody waits for any more', () => {
  it('is gone from the pod, and no zombie of it stays', async () => {
    await inside(async (transport) => {
      const { outcome } = await transport.exec(['sleep', '98765'], { timeoutMs: 500 });
      expect(outcome.kind).toBe('timed-out');
      const processes = async (): Promise<readonly string[]> => {
        const pids = (await transport.listDir('/proc')).filter((name) => /^\d+$/.test(name));
        const stats = await transport.readFiles(pids.map((pid) => `/proc/${pid}/stat`));
        return stats.flatMap((stat) =>
          stat instanceof Uint8Array ? [text(stat).split(' ').slice(1, 3).join(' ')] : [],
        );
      };
      await expect.poll(processes, { timeout: 10_000 }).not.toContain('(sleep) S');
      expect((await processes()).filter((each) => each.endsWith(' Z'))).toEqual([]);
    });
  });
});
