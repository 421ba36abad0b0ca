import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import { base64, sha256 } from '../../src/kube/helper/x86_64.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { examine, textOf, wordsOf } from '../live/support/examine.ts';
import { compileClasses, leftovers, removeClasses, startPatient, stopPatients } from '../live/support/patient.ts';
import { root } from '../support/cli.ts';
import { describeWithJdk } from '../support/jdk.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

const basics = [
  'sh',
  'cat',
  'head',
  'tail',
  'stat',
  'ls',
  'rm',
  'timeout',
  'sha256sum',
  'uname',
  'chmod',
  'sleep',
  'dd',
];
const built = Buffer.from(base64, 'base64');
const isX86 = process.arch === 'x64';

let server: ApiServer;
let folder: string;
let transport: PodTransport | undefined;
const path = process.env['PATH'] ?? '';

const compiler = (): string => {
  try {
    return execFileSync('cc', ['--version']).toString().split('\n')[0] ?? '';
  } catch {
    return '';
  }
};

beforeAll(async () => {
  compileClasses();
  server = await startApiServer();
  folder = mkdtempSync(join(tmpdir(), 'jdiag-helper-'));
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
  process.env['PATH'] = path;
  await stopPatients();
});
afterAll(async () => {
  removeClasses();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const enter = async (): Promise<PodTransport> => {
  process.env['PATH'] = join(folder, 'bin');
  const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
  transport = await cluster.transport(pod(), 'app');
  process.env['PATH'] = path;
  return transport;
};

const ours = (): readonly string[] => readdirSync('/tmp').filter((name) => name.startsWith('.jdiag-'));

describe('the helper that is shipped', () => {
  it('is what its sum says', () => {
    expect(createHash('sha256').update(built).digest('hex')).toBe(sha256);
    expect(built.length).toBeLessThan(1024);
  });

  it.skipIf(!compiler().includes('12.2.0') || !isX86)('is what its source gives', () => {
    const made = execFileSync(join(root, 'native/build.sh'), [folder]).toString().trim();
    expect(createHash('sha256').update(readFileSync(made)).digest('hex')).toBe(sha256);
  });

  it.skipIf(!isX86)('says what is wrong by its exit code', () => {
    const program = join(folder, 'ask');
    writeFileSync(program, built);
    chmodSync(program, 0o755);
    const code = (...words: string[]): number => {
      try {
        execFileSync(program, words, { stdio: 'ignore' });
        return 0;
      } catch (error) {
        return (error as { status: number }).status;
      }
    };
    expect([code(), code('a', 'b'), code('x'.repeat(200)), code(join(folder, 'none'))]).toEqual([64, 64, 64, 2]);
  });
});

describeWithJdk('a real JVM in an image without any socket client', (home) => {
  it.skipIf(!isX86)('is dumped through our helper when that is allowed, and nothing stays', async () => {
    const patient = await startPatient({ home, threads: 40, stdout: 'socket' });
    const inside = await enter();
    expect(inside.unixSocket).toBeUndefined();
    // As in an image with a JRE: nothing there is a jcmd.
    Object.assign(inside, { execToFile: undefined, exec: () => inside.readFile('/no/jcmd') });
    const dump = await examine(threadDump, patient.pid, { transport: inside, allow: ['inject-helper'] });
    expect(wordsOf(dump).filter((words) => words.endsWith('used'))).toEqual(['attach-helper used']);
    expect(dump.collected).toMatchObject({ outcome: 'ok', how: 'attach-helper', problems: [] });
    expect(textOf(dump)).toContain('Full thread dump');
    expect(dump.journal[0]).toMatchObject({
      action: expect.stringMatching(new RegExp(`put the helper into the container: /\\S+, sha256 ${sha256}`)),
      leaves: 'temp-file',
    });
    // Twice: it is there once.
    await examine(threadDump, patient.pid, { transport: inside, allow: ['inject-helper'] });
    expect(ours()).toHaveLength(1);
    inside.close();
    await expect.poll(ours, { timeout: 10_000 }).toEqual([]);
    expect(leftovers(patient)).toEqual([]);
    expect(patient.alive()).toBe(true);
  });

  it('is not touched by it without a yes', async () => {
    const patient = await startPatient({ home, stdout: 'socket' });
    const inside = await enter();
    const dump = await examine(threadDump, patient.pid, { transport: inside });
    expect(wordsOf(dump)[0]).toContain('attach refused');
    expect(ours()).toEqual([]);
  });
});

describe('a processor there is no helper for', () => {
  it('is named', async () => {
    writeFileSync(join(folder, 'bin', 'uname2'), '');
    rmSync(join(folder, 'bin', 'uname'));
    writeFileSync(join(folder, 'bin', 'uname'), '#!/bin/sh\necho s390x\n', { mode: 0o755 });
    const inside = await enter();
    await expect(inside.injectHelper?.()).rejects.toThrow('there is no helper for s390x yet');
    expect(ours()).toEqual([]);
  });
});
