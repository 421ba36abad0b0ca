import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jdiag, root, scratch } from '../support/cli.ts';
import { dumpText as whole } from '../support/dump-text.ts';
import { schemaMistakes } from '../support/schema.ts';

const folder = scratch();
const env = { XDG_STATE_HOME: folder };

const healthy = join(root, 'fixtures/formats/hotspot-jdk17/jstack-l.txt');
const sick = join(root, 'fixtures/captures/deadlock-monitors-jdk17');

const file = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('exit codes are the same with and without --json', () => {
  const clear = file('clear.txt', whole(['main', 'worker']));
  const cut = file('cut.txt', whole(['main', 'worker', 'third']).slice(0, 600));
  test.each([
    ['nothing found', ['threads', clear], 0],
    ['a critical finding', ['threads', sick], 1],
    ['a finding below --fail-on', ['threads', sick, '--fail-on', 'never'], 0],
    ['a cut dump', ['threads', cut], 3],
    ['no such file', ['threads', 'no-such-file.txt'], 2],
    ['no such process', ['threads', 'pid/4194303'], 2],
    ['an unknown flag', ['threads', clear, '--dmups', '3'], 2],
    ['a bad flag value', ['threads', clear, '--interval', 'soon'], 2],
    ['an unknown command', ['thread', clear], 2],
    ['an unknown rule', ['threads', clear, '--rule', 'threads/deadlok'], 2],
    ['the list of rules', ['rules', 'list'], 0],
    ['a rule explained', ['rules', 'explain', 'threads/deadlock'], 0],
    ['rule files without mistake', ['rules', 'lint', 'rules'], 0],
    ['a capture that says what it should', ['check', sick], 0],
    ['the demo', ['demo'], 0],
    ['an unknown rule to explain', ['rules', 'explain', 'threads/deadlok'], 2],
  ])('%s', async (_, args, code) => {
    const plain = await jdiag(args, { env });
    const json = await jdiag([...args, '--json'], { env });
    expect({ plain: plain.code, json: json.code }).toEqual({ plain: code, json: code });
    const document = JSON.parse(json.stdout);
    expect(schemaMistakes(document.error === undefined ? document.kind : 'error', document, true)).toEqual([]);
    expect(document.schemaVersion).toBe(1);
    expect(document.exitCode).toBe(code);
    expect(plain.stdout === '' || code !== 2).toBe(true);
  });
});

describe('failures', () => {
  test('a flag typo is a small document that names the flag', async () => {
    const { stdout, stderr } = await jdiag(['threads', healthy, '--dmups', '3', '--json']);
    expect(stdout.length).toBeLessThan(1000);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'bad-flag', message: expect.stringContaining('--dmups') });
    expect(stderr).toBe('');
  });

  test('a misspelt command names the near one', async () => {
    const { stderr } = await jdiag(['thread', healthy]);
    expect(stderr).toContain('did you mean "jdiag threads"?');
  });

  test('a misspelt rule names the near one', async () => {
    const { stderr } = await jdiag(['threads', healthy, '--rule', 'threads/deadlok']);
    expect(stderr).toContain('did you mean threads/deadlock?');
  });

  test('a bug exits 70 with a stack and where to report it', async () => {
    const broken = "Object.defineProperty(process.stdout, 'columns', { get() { throw new TypeError('planted'); } });";
    const options = {
      env: { COLUMNS: '', NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(broken)}` },
    };
    const plain = await jdiag(['threads', healthy], options);
    expect(plain.code).toBe(70);
    expect(plain.stderr).toMatch(/TypeError: planted\n\s+at /);
    expect(plain.stderr).toContain('please report it');
    const json = await jdiag(['threads', healthy, '--json'], options);
    expect(json.code).toBe(70);
    expect(JSON.parse(json.stdout).error).toMatchObject({ code: 'bug', stack: expect.stringContaining('planted') });
  });
});

describe('streams', () => {
  test('stdin is read for - alone', async () => {
    const dump = whole(['main']);
    expect((await jdiag(['threads', '-'], { input: dump })).code).toBe(0);
    // Stdin stays open here: a command that read it would never end.
    const { code, stderr } = await jdiag(['report'], { env });
    expect({ code, asked: stderr.includes('no capture was given') }).toEqual({ code: 2, asked: true });
    expect((await jdiag(['threads', healthy], { env })).code).not.toBe(null);
  });

  test('empty stdin is a wrong request', async () => {
    const { code, stderr } = await jdiag(['threads', '-'], { input: '' });
    expect(code).toBe(2);
    expect(stderr).toContain('stdin is empty');
  });

  test('warnings are on stderr and in the document', async () => {
    const cut = file('cut-2.txt', whole(['main', 'worker', 'third']).slice(0, 600));
    const { stdout, stderr } = await jdiag(['threads', cut, '--json']);
    const messages = JSON.parse(stdout).notices.map(({ message }: { message: string }) => message);
    expect(messages.join('\n')).toContain('cut');
    expect(stderr).toContain(`warning: ${messages[0]}`);
  });

  test('a closed pipe is silent', async () => {
    const { stderr } = await new Promise<{ stderr: string }>((resolve) => {
      const child = spawn(
        'bash',
        [
          '-c',
          `set -o pipefail; "${process.execPath}" "${join(root, 'bin/run.js')}" threads "${sick}" -o json | head -c 1 >/dev/null`,
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let text = '';
      child.stderr.on('data', (chunk) => {
        text += chunk;
      });
      child.on('close', () => resolve({ stderr: text }));
    });
    expect(stderr).toBe('');
  });

  test('no colour off a terminal, also when a report goes to a file', async () => {
    const path = join(folder, 'report.txt');
    const { stdout } = await jdiag(['threads', sick, '--report', `terminal=${path}`], { env: { NO_COLOR: '' } });
    expect(stdout).not.toContain('\u001b');
  });
});

describe('flags', () => {
  test('before the command they are moved behind it', async () => {
    const { code, stdout } = await jdiag(['-o', 'json', 'threads', sick]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).kind).toBe('report');
  });

  test('-o json and --json are the same', async () => {
    const [a, b] = await Promise.all([jdiag(['rules', 'list', '-o', 'json']), jdiag(['rules', 'list', '--json'])]);
    expect(a).toEqual(b);
  });

  test('repeated --report does not swallow the target', async () => {
    const [a, b] = [join(folder, 'a.json'), join(folder, 'b.md')];
    const { code, stderr } = await jdiag(['threads', '--report', `json=${a}`, '--report', `markdown=${b}`, sick]);
    expect(code).toBe(1);
    expect(stderr).toContain(`written: ${a}`);
    expect(stderr).toContain(`written: ${b}`);
  });

  test('--version needs nothing loaded', async () => {
    const { code, stdout } = await jdiag(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^jdiag\/\d+\.\d+\.\d+ /);
  });
});

/** The files a process has open; none when it has just ended. */
const openFiles = (pid: number | undefined): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
};

/** Feeds stdin without end and sends the signal once jdiag reads on: more than a pipe holds has gone through. */
const signalWhileReading =
  (signal: 'SIGINT' | 'SIGTERM', chunk: Uint8Array) =>
  (child: ChildProcess): void => {
    let sent = 0;
    const more = (): void => {
      sent++;
      if (sent === 5) child.kill(signal);
      if (sent < 400 && child.stdin?.writable) child.stdin.write(chunk, more);
    };
    more();
  };

describe('Ctrl-C', () => {
  const chunk = Buffer.from(whole(Array.from({ length: 3000 }, (_, index) => `worker-${index}`)));

  test('while a big dump comes in: 130, nothing on stdout, nothing left in the temporary folder', async () => {
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const during = signalWhileReading('SIGINT', chunk);
    const { code, stdout, stderr } = await jdiag(['threads', '-'], { env: { TMPDIR: temporary }, during });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('interrupted');
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('while a big file is parsed: 130, and no verdict', async () => {
    const big = file('big.txt', '');
    for (let part = 0; part < 150; part++) appendFileSync(big, chunk);
    const { code, stdout } = await jdiag(['threads', big], {
      // A process that has the file open is reading it.
      during: (child) => {
        const timer = setInterval(() => {
          if (!openFiles(child.pid).includes(big)) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 5);
        child.on('exit', () => clearInterval(timer));
      },
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });

  test('SIGTERM is 143', async () => {
    const { code } = await jdiag(['threads', '-'], { during: signalWhileReading('SIGTERM', chunk) });
    expect(code).toBe(143);
  });
});
