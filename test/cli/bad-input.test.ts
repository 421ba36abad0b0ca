import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type CliOptions, jdiag, root, scratch } from '../support/cli.ts';

const folder = scratch();
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const refused = async (args: readonly string[], options: CliOptions = {}): Promise<string> => {
  const { code, stdout, stderr } = await jdiag(args, { input: '', ...options });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
};

describe('what cannot be analysed is refused in words', () => {
  test('an empty file', async () => {
    expect(await refused(['threads', file('empty.txt', '')])).toContain('the file is empty');
  });

  test('a binary file', async () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 256);
    expect(await refused(['threads', file('blob.bin', bytes)])).toContain('no thread dump in it');
  });

  test('what is no heap, by the command for heaps', async () => {
    const text = await refused(['heap', file('notes.txt', 'what a night\n'.repeat(100))]);
    expect(text).toContain('no heap dump and no class histogram in it');
    expect(text).toContain('.hprof');
  });

  test('a load test that is not there', async () => {
    const text = await refused(['diagnose', '--k6', join(folder, 'k6.json'), file('a.txt', 'x')]);
    expect(text).toContain('k6.json: no such file or directory');
  });

  test('a GC log, with the command that reads it', async () => {
    const line =
      '[2026-11-20T08:49:59.877+0000][14.371s][info][gc] GC(62) Pause Full (Ergonomics) 133M->95M(144M) 170.305ms\n';
    const text = await refused(['threads', file('gc.log', line.repeat(30))]);
    expect(text).toContain('garbage collection log');
    expect(text).toContain('jdiag gc');
  });

  test('a heap dump', async () => {
    const head = Buffer.concat([Buffer.from('JAVA PROFILE 1.0.2\0'), Buffer.alloc(400)]);
    expect(await refused(['threads', file('heap.hprof', head)])).toMatch(/heap dump/i);
  });

  test('a directory without evidence', async () => {
    const empty = join(folder, 'nothing-here');
    mkdirSync(empty);
    expect(await refused(['threads', empty])).toContain('no capture and no evidence files');
  });

  test('a pid that is this test: not a JVM', async () => {
    expect(await refused(['threads', `pid/${process.pid}`])).toMatch(/not a JVM/i);
  });

  test('a bare number that is no file', async () => {
    expect(await refused(['threads', '4711'])).toContain('did you mean pid/4711?');
  });

  test('a target in a cluster', async () => {
    const nowhere = { KUBECONFIG: '/no/such/kubeconfig', HOME: folder };
    expect(await refused(['threads', 'pod/appr-api-1'], { env: nowhere })).toContain('pod/appr-api-1');
  });

  test('an unreadable file', async () => {
    const path = file('secret.txt', 'x');
    chmodSync(path, 0o000);
    chmodSync(folder, 0o755);
    // Root may read everything: there the command runs as somebody else.
    const as = process.getuid?.() === 0 ? { uid: 65534, cwd: '/' } : {};
    expect(await refused(['threads', path], as)).toContain('permission denied');
  });

  test('a capture of a newer version', async () => {
    const newer = join(folder, 'newer');
    mkdirSync(newer);
    writeFileSync(
      join(newer, 'manifest.json'),
      JSON.stringify({
        captureVersion: 99,
        tool: { name: 'jdiag', version: '9.0.0' },
        startedAt: '2026-11-20T10:00:00Z',
      }),
    );
    expect(await refused(['analyze', newer])).toMatch(/newer/i);
  });

  test('a .tgz that is none', async () => {
    expect(await refused(['analyze', file('odd.tgz', gzipSync('not a tar'))])).not.toContain('bug');
  });

  test('invalid rule files, with line and caret', async () => {
    const rules = join(folder, 'rules/threads');
    mkdirSync(rules, { recursive: true });
    writeFileSync(join(rules, 'broken.yaml'), 'title: A rule\nneeds: [{thread-dump: {}}]\nlevls: []\n');
    const dump = join(root, 'fixtures/formats/hotspot-jdk17/jstack-l.txt');
    const text = await refused(['threads', dump, '--rules', join(folder, 'rules')]);
    expect(text).toMatch(/broken\.yaml:3:1/);
    expect(text).toContain('^');
  });
});
