import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { examine, textOf, wordsOf } from '../live/support/examine.ts';
import { compileClasses, leftovers, removeClasses, startPatient, stopPatients } from '../live/support/patient.ts';
import { describeWithJdk } from '../support/jdk.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

/** What every image with a shell has. */
const basics = ['sh', 'cat', 'head', 'tail', 'stat', 'ls', 'rm', 'timeout', 'sha256sum', 'readlink', 'sleep', 'env'];
const clients = ['perl', 'python3', 'nc', 'curl'];

let server: ApiServer;
let folder: string;
let transport: PodTransport | undefined;
const path = process.env['PATH'] ?? '';

const find = (program: string): string | undefined => {
  try {
    // What stands in PATH may be a script that needs half an image: python3 knows where it really is.
    const words = program === 'python3' ? 'python3 -c "import sys; print(sys.executable)"' : `command -v ${program}`;
    return execFileSync('sh', ['-c', words], { env: { ...process.env, PATH: path } })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
};

beforeAll(async () => {
  compileClasses();
  server = await startApiServer();
  folder = mkdtempSync(join(tmpdir(), 'jdiag-clients-'));
  for (const client of clients) {
    const bin = join(folder, client);
    mkdirSync(bin);
    for (const program of [...basics, client]) {
      const found = find(program);
      if (found !== undefined) symlinkSync(found, join(bin, program));
    }
  }
});
afterEach(async () => {
  transport?.close();
  process.env['PATH'] = path;
  await stopPatients();
});
afterAll(async () => {
  removeClasses();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The loopback server starts its shell with the PATH of this process: an image that has one client alone. */
describeWithJdk('a real JVM in an image whose only socket client', (home) => {
  for (const client of clients) {
    if (find(client) === undefined) process.stderr.write(`SKIPPED (no ${client} here): attach by ${client}\n`);
    it.skipIf(find(client) === undefined)(`is ${client} gives the same dump`, async (context) => {
      const patient = await startPatient({ home, threads: 40 });
      process.env['PATH'] = join(folder, client);
      const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
      transport = await cluster.transport(pod(), 'app');
      process.env['PATH'] = path;
      // Not every nc and curl speaks over UNIX sockets: proved by asking it.
      if (transport.unixSocket === undefined) return context.skip(`this ${client} does not speak over UNIX sockets`);
      const dump = await examine(threadDump, patient.pid, { transport });
      expect(wordsOf(dump)[0]).toBe('attach used');
      expect(dump.collected).toMatchObject({ outcome: 'ok', how: 'attach', problems: [] });
      expect(textOf(dump)).toContain('Full thread dump');
      expect(leftovers(patient)).toEqual([]);
      await expect.poll(() => readdirSync('/tmp').filter((name) => name.startsWith('.jdiag-'))).toEqual([]);
      expect(patient.alive()).toBe(true);
    });
  }
});
