import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliOptions, jdiag, root, scratch } from '../support/cli.ts';
import { dumpText } from '../support/dump-text.ts';
import { schemaMistakes } from '../support/schema.ts';

const top = scratch();
chmodSync(top, 0o755);
const dump = dumpText(['main', 'worker']);

const folder = (name: string, files: Readonly<Record<string, string>>): string => {
  const path = join(top, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
};

const report = async (args: readonly string[], options: CliOptions = {}) => {
  const { code, stdout, stderr } = await jdiag(['threads', ...args, '--json'], options);
  const document = JSON.parse(stdout);
  if (document.error === undefined) expect(schemaMistakes('report', document, true)).toEqual([]);
  const messages: readonly string[] = document.notices.map(({ message }: { message: string }) => message);
  return { code, document, messages, stderr };
};

type ReportArtifact = { readonly id: string; readonly file: string; readonly outcome: string; readonly kind: string };
const outcomes = (document: { artifacts: readonly ReportArtifact[] }) =>
  Object.fromEntries(document.artifacts.map(({ file, outcome }) => [file.split('/').at(-1), outcome]));

/** Root may read everything: there the command runs as somebody else. */
const withoutRights = process.getuid?.() === 0 ? { uid: 65534, cwd: '/', env: { HOME: '/' } } : {};

describe('a folder', () => {
  test('with a file that may not be read: the rest is read, exit 3', async () => {
    const path = folder('denied', { 'a.txt': dump, 'secret.txt': dump });
    chmodSync(path, 0o755);
    chmodSync(join(path, 'secret.txt'), 0);
    const { code, document, messages } = await report([path], withoutRights);
    expect(code).toBe(3);
    expect(outcomes(document)).toEqual({ 'a.txt': 'ok', 'secret.txt': 'failed' });
    expect(messages.join('\n')).toContain('secret.txt: permission denied');
  });

  test('with nothing but a file that may not be read is refused', async () => {
    const path = folder('denied-alone', { 'secret.txt': dump });
    chmodSync(path, 0o755);
    chmodSync(join(path, 'secret.txt'), 0);
    const { code, document } = await report([path], withoutRights);
    expect(code).toBe(2);
    expect(document.error.hints.join('\n')).toContain('secret.txt: permission denied');
  });

  test('with a name that is no UTF-8: that file is read like the others', async () => {
    const path = folder('latin', {});
    writeFileSync(Buffer.concat([Buffer.from(`${path}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]), dump);
    const { code, document } = await report([path]);
    expect({ code, total: document.views.threads.length }).toEqual({ code: 0, total: 1 });
  });

  test('with links: files behind them are read, and what was passed over is said', async () => {
    const path = folder('links', {});
    writeFileSync(join(top, 'elsewhere.txt'), dump);
    symlinkSync(join(top, 'elsewhere.txt'), join(path, 'link.txt'));
    symlinkSync('/no/such/place', join(path, 'broken'));
    mkdirSync(join(path, 'below'));
    const { code, document, messages } = await report([path]);
    expect(code).toBe(0);
    expect(outcomes(document)).toEqual({ 'link.txt': 'ok' });
    expect(messages.filter((message) => message.startsWith(path))).toEqual([
      `${path}/below was not read: it is a folder`,
      `${path}/broken was not read: it is a link to nothing`,
    ]);
  });

  test('with a file that holds no evidence: mentioned, and no reason for another exit code', async () => {
    const path = folder('note', { 'a.txt': dump, 'hello.txt': 'hello\n', 'empty.txt': '' });
    const { code, document, messages } = await report([path]);
    expect(code).toBe(0);
    expect(outcomes(document)).toEqual({ 'a.txt': 'ok' });
    expect(messages).toContain(`${path}/hello.txt: no thread dump in it`);
    expect(messages).toContain(`${path}/empty.txt: the file is empty`);
  });
});

describe('files given by name', () => {
  const good = join(top, 'good.txt');
  writeFileSync(good, dump);

  test('one that holds no evidence is evidence not had: what it looks like, exit 3', async () => {
    const line =
      '[2026-11-20T08:49:59.877+0000][14.371s][info][gc] GC(62) Pause Full (Ergonomics) 133M->95M(144M) 1ms\n';
    const gc = join(top, 'gc.log');
    writeFileSync(gc, line.repeat(30));
    const empty = join(top, 'empty.txt');
    writeFileSync(empty, '');
    const { code, document, messages } = await report([good, gc, empty]);
    expect(code).toBe(3);
    expect(outcomes(document)).toEqual({ 'good.txt': 'ok', 'gc.log': 'failed', 'empty.txt': 'failed' });
    expect(messages.join('\n')).toContain('garbage collection log');
    expect(messages.join('\n')).toContain('empty.txt: the file is empty');
  });

  test('the same file twice, also by another name, is read once', async () => {
    const link = join(top, 'same.txt');
    symlinkSync(good, link);
    const copy = folder('with-good', {});
    symlinkSync(good, join(copy, 'again.txt'));
    const { document, messages } = await report([good, good, link, copy]);
    expect(document.views.threads).toHaveLength(1);
    expect(messages.filter((message) => message.includes('twice'))).toHaveLength(3);
  });

  test('the same capture twice is one', async () => {
    const sick = join(root, 'fixtures/captures/deadlock-monitors-jdk17');
    const { document, messages } = await report([sick, `${sick}/`]);
    expect(document.subjects).toHaveLength(1);
    expect(messages.join('\n')).toContain('twice');
  });

  test('a file of several JVMs stands once among the artifacts', async () => {
    const both = join(top, 'both.txt');
    const other = dump.replaceAll('0x00007f', '0x00006e').replace('10:00:00', '09:00:00');
    writeFileSync(both, `${dump}\n${other.replaceAll('elapsed=900', 'elapsed=5')}`);
    const { document } = await report([both]);
    const ids = document.artifacts.map(({ id }: ReportArtifact) => id);
    expect(document.subjects.length).toBeGreaterThan(1);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe('text beside a dump never clears a rule that reads logs', () => {
  const rule = 'threads/native-thread-exhausted';
  const statusOf = async (...args: readonly string[]): Promise<string> => {
    const { document } = await report([...args, '--rule', rule]);
    return document.verdicts[0].status;
  };
  const write = (name: string, text: string): string => {
    const path = join(top, name);
    writeFileSync(path, text);
    return path;
  };
  const logLine = '2026-11-20 10:00:01,123 INFO  [main] com.acme.Main - started\n';
  const refusal =
    'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached\n';

  test('a stray line', async () => {
    expect(await statusOf(write('stray.txt', `what kubectl said\n${dump}`))).toBe('unknown');
  });
  test('lines of a log around it', async () => {
    expect(await statusOf(write('around.txt', `${logLine.repeat(5)}${dump}${logLine.repeat(5)}`))).toBe('unknown');
  });
  test('a note in another file', async () => {
    expect(await statusOf(write('alone.txt', dump), write('hello.txt', 'hello\n'))).toBe('unknown');
  });
  test('a known line around it fires', async () => {
    expect(await statusOf(write('refused.txt', `${refusal}${dump}`))).toBe('fired');
  });
  test('a log of its own clears', async () => {
    expect(await statusOf(write('dump.txt', dump), write('app.log', logLine.repeat(5)))).toBe('clear');
  });
});

describe('an archive that is not read', () => {
  test('comes with the command that makes of it what is', async () => {
    const { code, stderr } = await jdiag(['threads', '-'], { input: Buffer.from('\xfd7zXZ\0\0\x04', 'latin1') });
    expect(code).toBe(2);
    expect(stderr).toContain('it looks like an xz archive\n  xz -dk FILE unpacks it for jdiag');
  });
});

describe('a dump cut before its first thread', () => {
  test('is not recommended to the command that just refused it', async () => {
    const { code, stderr } = await jdiag(['threads', '-'], { input: dump.slice(0, 60) });
    expect(code).toBe(2);
    expect(stderr).toContain('it begins like a thread dump but was cut before the first thread');
    expect(stderr).not.toContain('reads such a file');
  });
});

describe('pipes', () => {
  const bash = (line: string, env: Readonly<Record<string, string>> = {}) =>
    spawnSync('bash', ['-c', line], {
      env: { ...process.env, NO_COLOR: '1', JDIAG: join(root, 'bin/run.js'), NODE: process.execPath, ...env },
      encoding: 'utf8',
      timeout: 30_000,
    });

  test('of the shell are read like stdin, and leave nothing behind', () => {
    const temporary = folder('tmp', {});
    writeFileSync(join(top, 'piped.txt'), dump);
    const line = `"$NODE" "$JDIAG" threads <(cat "${join(top, 'piped.txt')}") --json`;
    const { status, stdout } = bash(line, { TMPDIR: temporary });
    expect({ status, total: JSON.parse(stdout).views.threads[0].total }).toEqual({ status: 0, total: 2 });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('can bring an archive', () => {
    const captures = join(root, 'fixtures/captures');
    const line = `"$NODE" "$JDIAG" threads <(tar czf - -C "${captures}" deadlock-monitors-jdk17) --json`;
    expect(bash(line).status).toBe(1);
  });

  test('that bring nothing are empty', () => {
    const { status, stderr } = bash(`"$NODE" "$JDIAG" threads <(true)`);
    expect({ status, empty: stderr.includes('the file is empty') }).toEqual({ status: 2, empty: true });
  });
});

test('check says that only folders hold an expect.yaml, and has a word for one that is missing', async () => {
  const archive = join(top, 'sick.tgz');
  writeFileSync(archive, 'x');
  const file = await jdiag(['check', archive]);
  expect({ code: file.code, stdout: file.stdout }).toEqual({ code: 2, stdout: '' });
  expect(file.stderr).toContain('check reads capture folders');
  const bare = folder('bare-capture', {});
  const sick = join(root, 'fixtures/captures/deadlock-monitors-jdk17');
  copyFileSync(join(sick, 'manifest.json'), join(bare, 'manifest.json'));
  const { code, stdout } = await jdiag(['check', bare]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^NO EXPECT {2}/);
});
