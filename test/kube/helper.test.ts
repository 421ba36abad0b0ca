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
import * as aarch64 from '../../src/kube/helper/aarch64.ts';
import * as x86 from '../../src/kube/helper/x86_64.ts';
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
const { sha256 } = x86;
const built = Buffer.from(x86.base64, 'base64');
const isX86 = process.arch === 'x64';

let server: ApiServer;
let folder: string;
let transport: PodTransport | undefined;
const path = process.env['PATH'] ?? '';

const compiler = (program: string): string => {
  try {
    return execFileSync(program, ['--version']).toString().split('\n')[0] ?? '';
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
  it.each([
    // e_machine in the header. Source: ELF-64 object file format, machine supplements.
    ['x86_64', x86, 62],
    ['aarch64', aarch64, 183],
  ])('for %s is what its sum says, a static program for that machine', (_machine, helper, machine) => {
    const bytes = Buffer.from(helper.base64, 'base64');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(helper.sha256);
    expect(bytes.length).toBeLessThan(1200);
    expect([bytes.subarray(0, 4).toString('latin1'), bytes.readUInt16LE(18)]).toEqual(['\x7fELF', machine]);
    // Program headers: nothing is interpreted, nothing loaded at run time.
    const types = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) =>
      bytes.readUInt32LE(Number(bytes.readBigUInt64LE(32)) + index * bytes.readUInt16LE(54)),
    );
    expect(types.filter((type) => type === 2 || type === 3)).toEqual([]);
  });

  it.skipIf(!compiler('cc').includes('12.2.0') || !isX86)('for x86_64 is what its source gives', () => {
    const made = execFileSync(join(root, 'native/build.sh'), [folder]).toString().trim();
    expect(createHash('sha256').update(readFileSync(made)).digest('hex')).toBe(sha256);
  });

  const cross = process.env['CROSS_CC'] ?? 'aarch64-linux-gnu-gcc';
  it.skipIf(!compiler(cross).includes('12.2.0') || !isX86)('for aarch64 is what its source gives', () => {
    const made = execFileSync(join(root, 'native/build.sh'), [folder, 'aarch64']).toString().trim();
    expect(createHash('sha256').update(readFileSync(made)).digest('hex')).toBe(aarch64.sha256);
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

describe('another processor', () => {
  const on = async (machine: string): Promise<PodTransport> => {
    rmSync(join(folder, 'bin', 'uname'));
    writeFileSync(join(folder, 'bin', 'uname'), `#!/bin/sh\necho ${machine}\n`, { mode: 0o755 });
    return enter();
  };

  it('that there is no helper for is named', async () => {
    const inside = await on('s390x');
    await expect(inside.injectHelper?.()).rejects.toThrow('no helper for s390x, only for aarch64 and x86_64');
    expect(ours()).toEqual([]);
  });

  it.skipIf(!isX86)('gets its own helper, which this one cannot run: said, and removed again', async () => {
    const inside = await on('aarch64');
    await expect(inside.injectHelper?.()).rejects.toThrow(/cannot be run: .*(?:Exec format error|not found|syntax)/i);
    expect(ours()).toEqual([]);
  });
});
