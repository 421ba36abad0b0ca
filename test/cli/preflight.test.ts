import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { type ApiServer, startApiServer } from '../kube/support/api-server.ts';
import { compileClasses, leftovers, removeClasses, startPatient, stopPatients } from '../live/support/patient.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { describeWithJdk } from '../support/jdk.ts';
import { schemaMistakes } from '../support/schema.ts';

const folder = scratch();
let server: ApiServer;
let env: Record<string, string>;

const pod = {
  kind: 'Pod',
  metadata: { name: 'shop-api-1', namespace: 'shop' },
  spec: { containers: [{ name: 'app' }, { name: 'agent' }] },
  status: {
    phase: 'Running',
    containerStatuses: ['app', 'agent'].map((name) => ({ name, state: { running: {} }, restartCount: 0 })),
  },
};

/** A cluster that shows its pods and lets nobody into them. */
const api = (path: string, body: string): { readonly status: number; readonly body: unknown } => {
  if (path === '/version') return { status: 200, body: { major: '1', minor: '31+' } };
  if (path.includes('selfsubjectaccessreviews'))
    return { status: 201, body: { status: { allowed: !body.includes('exec') } } };
  if (path.endsWith('/pods/shop-api-1')) return { status: 200, body: pod };
  if (path.startsWith('/api/v1/namespaces/shop/pods?') || path.endsWith('/shop/pods'))
    return { status: 200, body: { items: [pod] } };
  return { status: 404, body: { kind: 'Status', message: 'not found' } };
};

beforeAll(async () => {
  const refusal = { kind: 'Status', message: 'pods "shop-api-1" is forbidden: User "eve" cannot get pods/exec' };
  server = await startApiServer({
    handshake: { status: 403, body: JSON.stringify(refusal) },
    api: (path, _request, body) => api(path, body),
  });
  env = { XDG_STATE_HOME: folder, KUBECONFIG: server.kubeconfig() };
});
afterAll(() => server.close());

describe('preflight of a pod that nobody may enter', () => {
  it('says why, and which rights are missing, with the line that checks each', async () => {
    const { code, stdout } = await jdiag(['preflight', 'pod/shop-api-1', '--as', 'eve'], { env });
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'not looked into: cannot run sh in pod shop-api-1 container app: pods "shop-api-1" is forbidden',
    );
    expect(stdout).toMatch(/What you may do in namespace shop \(context test\)/);
    expect(stdout).toMatch(
      /no {3}look into containers \(WebSocket exec; this server is 1\.31\) +kubectl auth can-i get pods --subresource=exec -n shop --as eve\n/,
    );
    expect(stdout).toContain('kubectl auth can-i get nodes --as eve\n');
  });

  it('is a document of its own', async () => {
    const { code, stdout } = await jdiag(['preflight', 'pod/shop-api-1', '--json'], { env });
    const document = JSON.parse(stdout);
    expect(schemaMistakes('preflight', document, true)).toEqual([]);
    expect(document).toMatchObject({ kind: 'preflight', exitCode: 3, place: 'context test' });
    expect([code, document.targets.length, document.targets[0].evidence]).toEqual([3, 1, undefined]);
  });
});

describe('a dry run', () => {
  it('names what would be entered and executed, and enters nothing', async () => {
    const asked = server.requests.length;
    const { code, stdout, stderr } = await jdiag(['threads', 'pod/shop-api-1', '--dry-run'], { env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('enter pod/shop-api-1 container app: exec `sh`');
    expect(stdout).toContain('enter pod/shop-api-1 container agent');
    expect(stdout).toMatch(/sigquit: .* \[only with --allow app-log\]/);
    expect(stdout).toContain('Nothing was executed.');
    expect(server.requests.slice(asked).some(({ headers }) => headers.upgrade !== undefined)).toBe(false);
  });

  it.each(['gc', 'heap', 'diagnose'])('of %s looks for the pod, too, and enters nothing', async (command) => {
    const asked = server.requests.length;
    const { code, stdout } = await jdiag([command, 'pod/shop-api-1', '--dry-run'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('enter pod/shop-api-1 container app');
    expect(server.requests.slice(asked).some(({ headers }) => headers.upgrade !== undefined)).toBe(false);
  });

  it('of a capture is a document, too, and writes none', async () => {
    const path = join(folder, 'none.tgz');
    const words = [
      'capture',
      'pod/shop-api-1',
      '-c',
      'agent',
      '--dry-run',
      '--allow',
      'app-log',
      '--output-file',
      path,
    ];
    const { code, stdout } = await jdiag([...words, '--json'], { env });
    const document = JSON.parse(stdout);
    expect(schemaMistakes('dry-run', document, true)).toEqual([]);
    expect(code).toBe(0);
    expect(document.places).toEqual([{ target: 'pod/shop-api-1', container: 'agent', enters: expect.any(String) }]);
    const dump = document.evidence.find(({ title }: { title: string }) => title === 'Thread dump');
    expect(dump.ways.find(({ rung }: { rung: string }) => rung === 'sigquit')).toMatchObject({
      needs: 'app-log',
      allowed: true,
    });
    expect(() => writeFileSync(path, '', { flag: 'wx' })).not.toThrow();
  });
});

describe('a bare word', () => {
  const message = async (args: readonly string[], more: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await jdiag([...args, '--json'], { env: { ...env, ...more } });
    return { code, stderr, message: JSON.parse(stdout).error?.message };
  };

  test('that is no file is a pod, and stderr says so', async () => {
    const { code, stdout, stderr } = await jdiag(['threads', 'shop-api-1', '--dry-run'], { env });
    expect([code, stderr]).toEqual([0, 'shop-api-1 is no file here: taken as pod/shop-api-1\n']);
    expect(stdout).toContain('enter pod/shop-api-1');
  });

  test('that is neither is a wrong request', async () => {
    expect(await message(['threads', 'shop-web'])).toMatchObject({
      code: 2,
      message: 'shop-web: no such file or directory, and no such pod in namespace shop (context test)',
    });
    const without = { KUBECONFIG: join(folder, 'no-config'), HOME: folder };
    expect(await message(['threads', 'shop-web'], without)).toMatchObject({
      code: 2,
      message: expect.stringMatching(/^shop-web: no such file or directory, and /),
    });
  });

  test('with the ending of a file is a file that is missing', async () => {
    expect(await message(['threads', 'dump.txt'])).toMatchObject({
      code: 2,
      message: 'dump.txt: no such file or directory',
    });
  });

  test('is never a pod for a command that touches nothing', async () => {
    expect(await message(['analyze', 'shop-api-1'])).toMatchObject({
      code: 2,
      message: 'shop-api-1: no such file or directory',
    });
    expect(await message(['analyze', 'pod/shop-api-1'])).toMatchObject({
      code: 2,
      message: 'this command never touches a running JVM, and pod/shop-api-1 is one',
    });
  });
});

describe('without a target', () => {
  test('the pods of the namespace are among the candidates', async () => {
    const { code, stderr } = await jdiag(['threads'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('pods of namespace shop (context test):');
    expect(stderr).toContain('pod/shop-api-1  Running');
  });
});

describeWithJdk('preflight of a local JVM', (home) => {
  beforeAll(() => compileClasses());
  afterEach(() => stopPatients());
  afterAll(() => removeClasses());

  it('shows each way, and does nothing to it', async () => {
    const patient = await startPatient({ home });
    const { code, stdout } = await jdiag(['preflight', `pid/${patient.pid}`, '--json'], { env });
    const document = JSON.parse(stdout);
    expect(schemaMistakes('preflight', document, true)).toEqual([]);
    expect(code).toBe(0);
    const [{ evidence, pid }] = document.targets;
    expect(pid).toBe(patient.pid);
    expect(evidence[0]).toMatchObject({ kind: 'thread-dump', title: 'Thread dump' });
    expect(
      evidence[0].rungs.map(({ rung, status }: { rung: string; status: string }) => `${rung} ${status}`),
    ).toContain('attach usable');
    expect(leftovers(patient)).toEqual([]);
    const attached = await jdiag(['preflight', `pid/${patient.pid}`, '--max-pause', '0s'], { env });
    expect(attached.code).toBe(3);
    expect(attached.stdout).toContain('needs: --max-pause 1s');
    expect(patient.alive()).toBe(true);
  });
});
