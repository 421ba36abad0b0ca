import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { describeWithCluster, pods } from './cluster.ts';
import { createRestricted, deleteNamespace } from './objects.ts';

const env = { XDG_STATE_HOME: scratch() };
const namespace = 'jdiag-restricted';
const name = 'appr-restricted';

/** Ephemeral containers and Pod Security are stable from there on. */
const firstStable = { major: 1, minor: 25 };

const isStable = async (): Promise<boolean> => {
  const { major, minor } = await (await openCluster({})).serverVersion();
  return major > firstStable.major || minor >= firstStable.minor;
};

describeWithCluster('a java-only image under Pod Security "restricted"', () => {
  let stable = false;
  beforeAll(async () => {
    stable = await isStable();
    if (stable) await createRestricted(namespace, name);
    else process.stderr.write('SKIPPED (the server is older than 1.25): ephemeral containers\n');
  });
  afterAll(async () => {
    if (stable) await deleteNamespace(namespace);
  });

  it('is dumped from a container beside it, admitted with the uid and gid of the JVM, ended with the run', async ({
    skip,
  }) => {
    if (!stable) skip();
    const cluster = await openCluster({});
    const running = async () => (await cluster.pod({ namespace, name }))?.containers[0]?.state;
    await expect.poll(running, { timeout: 60_000 }).toBe('running');
    const { image } = (await cluster.pod({ namespace: cluster.namespace, name: pods.jdk })).containers[0] ?? {};
    const words = ['threads', `pod/${name}`, '-n', namespace, '--dumps', '1', '--json'];
    const allowed = ['--allow', 'ephemeral-container', '--image', image ?? ''];
    const { code, stdout } = await jdiag([...words, ...allowed], { env });
    expect(code).toBe(0);
    const taken = JSON.parse(stdout).artifacts.filter(({ kind }: { kind: string }) => kind === 'thread-dump');
    expect(taken).toMatchObject([{ how: 'ephemeral-container', outcome: 'ok' }]);
  });
});
