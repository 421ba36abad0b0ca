import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import type { Transport } from '../../src/model/transport.ts';
import perfData from '../../src/probe/perf-data.ts';
import processProbe from '../../src/probe/process.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { examine, textOf, wordsOf } from '../live/support/examine.ts';
import { compileClasses, leftovers, removeClasses, startPatient, stopPatients } from '../live/support/patient.ts';
import { describeWithJdk } from '../support/jdk.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

let server: ApiServer;
let transport: PodTransport;

beforeAll(async () => {
  compileClasses();
  server = await startApiServer();
});
afterEach(async () => {
  transport.close();
  await stopPatients();
});
afterAll(async () => {
  removeClasses();
  await server.close();
});

const enter = async (): Promise<PodTransport> => {
  const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
  transport = await cluster.transport(pod(), 'app');
  return transport;
};

/** Files of jdiag; those of tests that run beside this one go, too. */
const files = (): readonly string[] => readdirSync('/tmp').filter((name) => name.startsWith('.jdiag-'));

/** The loopback server runs what it is asked on this machine: the JVM is real, and so is everything but the container. */
describeWithJdk('a JVM behind exec', (home) => {
  it('gives the same evidence as one on this machine, by one exec, and nothing is left', async () => {
    const patient = await startPatient({ home, threads: 40 });
    await enter();
    const counters = await examine(perfData, patient.pid, { transport });
    expect(wordsOf(counters)).toEqual(['hsperfdata used']);
    expect(counters.collected?.bytes).toHaveLength(32768);
    const snapshot = JSON.parse(textOf(await examine(processProbe, patient.pid, { transport })));
    expect(Object.keys(snapshot.files).filter((name) => name.startsWith('task/')).length).toBeGreaterThan(45);
    expect(snapshot.openFileCount).toBeGreaterThan(3);
    if (transport.unixSocket !== undefined) {
      const dump = await examine(threadDump, patient.pid, { transport });
      expect(wordsOf(dump)[0]).toBe('attach used');
      expect(dump.collected).toMatchObject({ outcome: 'ok', how: 'attach', problems: [] });
      expect(textOf(dump)).toContain('Full thread dump');
    }
    expect(transport.execs()).toHaveLength(1);
    await expect.poll(files, { timeout: 10_000 }).toEqual([]);
    expect(leftovers(patient)).toEqual([]);
    expect(patient.alive()).toBe(true);
  });

  it('is dumped by its own jcmd, through a file, when nothing in the image speaks over sockets', async () => {
    const patient = await startPatient({ home, stdout: 'socket' });
    const { unixSocket: _, ...poor }: Transport = await enter();
    const dump = await examine(threadDump, patient.pid, { transport: poor });
    expect(wordsOf(dump)).toContain('jcmd used');
    expect(dump.collected).toMatchObject({ outcome: 'ok', how: 'jcmd', problems: [] });
    expect(dump.journal.at(-1)).toMatchObject({ outcome: 'exit code 0', leaves: 'temp-file' });
    expect(dump.journal.at(-1)?.action).toContain('-J-Xmx32m');
    await expect.poll(files, { timeout: 10_000 }).toEqual([]);
    expect(leftovers(patient)).toEqual([]);
    expect(patient.alive()).toBe(true);
  });
});
