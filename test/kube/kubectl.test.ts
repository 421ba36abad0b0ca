import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

/** A proxy that knows no WebSockets, and a kubectl that behaves like one: words after `--` are run on this machine. */
const blocked = { status: 400, body: '<html>Bad Request: <b>upgrade</b> not supported</html>' };
const stub = `#!/bin/bash
printf '%s ' "$@" >> "$KUBECTL_LOG"; echo >> "$KUBECTL_LOG"
exec 3</dev/null
while [ "$1" != -- ]; do [ "$1" = -i ] && exec 3<&0; shift; done; shift
if ! command -v "$1" >/dev/null; then
  echo 'error: Internal error occurred: exec failed: exec: "'"$1"'": executable file not found in $PATH: unknown' >&2
  exit 1
fi
"$@" <&3; code=$?
[ $code = 0 ] || { echo "command terminated with exit code $code" >&2; exit $code; }
`;

let server: ApiServer;
let folder: string;
let transport: PodTransport | undefined;
const path = process.env['PATH'];

beforeAll(async () => {
  server = await startApiServer({ handshake: blocked });
  folder = mkdtempSync(join(tmpdir(), 'jdiag-kubectl-'));
  writeFileSync(join(folder, 'kubectl'), stub);
  chmodSync(join(folder, 'kubectl'), 0o755);
  process.env['KUBECTL_LOG'] = join(folder, 'log');
});
afterEach(() => {
  transport?.close();
  process.env['PATH'] = path;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const enter = async (said: string[] = []): Promise<PodTransport> => {
  const cluster = await openCluster({ kubeconfig: server.kubeconfig(), as: 'eve', say: (text) => said.push(text) });
  transport = await cluster.transport(pod(), 'app');
  return transport;
};

describe('where WebSockets are blocked on the way', () => {
  it('the kubectl of the user is taken, said once, for everything', async () => {
    process.env['PATH'] = `${folder}:${path}`;
    const said: string[] = [];
    const { exec, readFile, readFiles, execToFile } = await enter(said);
    expect(new TextDecoder().decode(await readFile('/proc/self/stat'))).toMatch(/^\d+ \(head\)/);
    const [comm, none] = await readFiles(['/proc/1/comm', '/proc/nothing']);
    expect(comm).toBeInstanceOf(Uint8Array);
    expect(none).toMatchObject({ code: 'not-found' });
    expect((await execToFile?.(['seq', '1', '100000']))?.stdout).toHaveLength(588_895);
    const failed = await exec(['sh', '-c', 'echo out; echo no >&2; exit 3']);
    expect([failed.outcome, failed.stderr]).toEqual([{ kind: 'exited', code: 3 }, 'no\n']);
    expect((await exec(['no-such-program'])).outcome).toMatchObject({ kind: 'not-started' });
    expect((await exec(['sleep', '98771'], { timeoutMs: 300 })).outcome).toEqual({ kind: 'timed-out', afterMs: 300 });
    expect(said).toEqual([
      'cannot run sh in pod shop-api-6d565fdcfd-2pb8c container app: Bad Request: upgrade not supported (HTTP 400): WebSockets are blocked on the way, going on by kubectl exec',
    ]);
    const lines = readFileSync(join(folder, 'log'), 'utf8').split('\n');
    expect(lines[0]).toMatch(
      /^--kubeconfig \S+ --context test --as eve -n shop exec -i shop-api-6d565fdcfd-2pb8c -c app -- sh $/,
    );
  });

  it('and there is no kubectl, the refusal says both', async () => {
    process.env['PATH'] = '/nonexistent';
    await expect(enter()).rejects.toThrow(
      'Bad Request: upgrade not supported (HTTP 400): WebSockets are blocked on the way, and there is no kubectl in PATH',
    );
  });
});

describe('a refusal of the API server itself', () => {
  it("is not taken for a container that has ended: the kubelet's refusal came through", async () => {
    process.env['PATH'] = `${folder}:${path}`;
    const said: string[] = [];
    server.script.current = { handshake: { status: 500, body: 'container not found ("app")' } };
    await expect(enter(said)).rejects.toThrow('container not found');
    expect(said).toEqual([]);
    server.script.current = { handshake: blocked };
  });

  it('is never gone round by kubectl', async () => {
    process.env['PATH'] = `${folder}:${path}`;
    const before = readFileSync(join(folder, 'log'), 'utf8');
    const body = JSON.stringify({ kind: 'Status', message: 'pods is forbidden' });
    server.script.current = { handshake: { status: 403, body } };
    await expect(enter()).rejects.toMatchObject({ code: 'denied' });
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(before);
  });
});
