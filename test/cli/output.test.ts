import { spawn } from 'node:child_process';
import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jdiag, root, scratch } from '../support/cli.ts';
import { dumpText } from '../support/dump-text.ts';

const folder = scratch();
const dump = join(folder, 'dump.txt');
writeFileSync(dump, dumpText(['main', 'worker']));

/** Prints to the device that is always full. */
const toFull = (args: readonly string[], which: 'stdout' | 'stderr') =>
  new Promise<{ code: number | null; text: string }>((resolve) => {
    const full = openSync('/dev/full', constants.O_WRONLY);
    const child = spawn(process.execPath, [join(root, 'bin/run.js'), ...args], {
      stdio: ['ignore', which === 'stdout' ? full : 'pipe', which === 'stderr' ? full : 'pipe'],
    });
    let text = '';
    (which === 'stdout' ? child.stderr : child.stdout)?.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', (code) => {
      closeSync(full);
      resolve({ code, text });
    });
  });

describe('output that cannot be written', () => {
  test.each([[[]], [['--json']]])('stdout on a full disk %j: said in words on stderr, exit 2', async (flags) => {
    const { code, text } = await toFull(['threads', dump, ...flags], 'stdout');
    expect({ code, text }).toEqual({
      code: 2,
      text: expect.stringContaining('stdout cannot be written: no space left on the device'),
    });
  });

  test('stderr on a full disk changes nothing', async () => {
    const cut = join(folder, 'cut.txt');
    writeFileSync(cut, dumpText(['main', 'worker', 'third']).slice(0, 600));
    const { code, text } = await toFull(['threads', cut, '--json'], 'stderr');
    expect({ code, kind: JSON.parse(text).kind }).toEqual({ code: 3, kind: 'report' });
  });

  test.each([
    ['a report below no folder', ['threads', dump, '--report', 'json=/nonexist/r.json']],
    ['a report that is a folder', ['threads', dump, '--report', `json=${folder}`]],
    ['a result below no folder', ['threads', dump, '--output-file', '/nonexist/r.txt']],
    ['an archive below no folder', ['capture', 'pid/4194303', '--output-file', '/nonexist/x.tgz']],
    ['a folder below a file', ['capture', 'pid/4194303', '--output-file', `${dump}/x`]],
  ])('%s is refused before anything is done', async (_, args) => {
    const { code, stdout, stderr } = await jdiag(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/cannot be written/);
  });

  test('a format the command does not have is refused before anything is done', async () => {
    const { code, stderr } = await jdiag(['capture', 'pid/4194303', '-o', 'markdown']);
    expect({ code, said: stderr.includes('no markdown output') }).toEqual({ code: 2, said: true });
    const report = await jdiag(['threads', 'no-such-file', '--report', 'pdf=x']);
    expect(report.stderr).toContain('--report pdf=x is not FORMAT=PATH');
  });

  test('a result whose file fails at the end is printed instead, and the other copy is written', async () => {
    const copy = join(folder, 'copy.json');
    const { code, stdout, stderr } = await jdiag(
      ['threads', dump, '--json', '--output-file', '/dev/full', '--report', `json=${copy}`],
      {},
    );
    expect({ code, kind: JSON.parse(stdout).kind }).toEqual({ code: 2, kind: 'report' });
    expect(stderr).toContain('/dev/full cannot be written: no space left on the device');
    expect(JSON.parse(readFileSync(copy, 'utf8')).kind).toBe('report');
  });
});

describe('every format of every command', () => {
  const state = join(folder, 'state');
  mkdirSync(state);
  const sick = join(root, 'fixtures/captures/deadlock-monitors-jdk17');
  const commands: readonly (readonly [readonly string[], 'report' | 'document', number])[] = [
    [['threads', sick], 'report', 1],
    [['analyze', sick], 'report', 1],
    [['report', sick], 'report', 1],
    [['demo'], 'report', 0],
    [['ps'], 'document', 0],
    [['check', sick], 'document', 0],
    [['rules', 'list'], 'document', 0],
    [['rules', 'explain', 'threads/deadlock'], 'document', 0],
    [['rules', 'lint', 'rules'], 'document', 0],
  ];
  const formats = ['terminal', 'json', 'yaml', 'markdown'];
  test.each(commands.flatMap(([words, kind, code]) => formats.map((format) => ({ words, kind, code, format }))))(
    '$words -o $format',
    async ({ words, kind, code, format }) => {
      const result = await jdiag([...words, '-o', format], { env: { XDG_STATE_HOME: state } });
      const hasIt = kind === 'report' || format !== 'markdown';
      expect(result.code).toBe(hasIt ? code : 2);
      expect(result.stdout !== '').toBe(hasIt);
      if (format === 'json') expect(JSON.parse(result.stdout).schemaVersion).toBe(1);
      if (format === 'yaml') expect(result.stdout).toMatch(/^schemaVersion: 1\n/);
      if (format === 'markdown' && hasIt) expect(result.stdout).toMatch(/^\*\*/);
    },
  );
  test('the state folder was not needed', () => expect(existsSync(join(state, 'jdiag'))).toBe(false));
});
