import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { javaReader } from '../../src/kube/java-reader.ts';
import type { Runner } from '../../src/kube/runner.ts';
import { softLimit, statFields, statusFields } from '../../src/model/proc-text.ts';
import { TransportError } from '../../src/model/transport.ts';
import { describeWithJdk } from '../support/jdk.ts';

const end =
  'Error: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.\n';
const complaining = (words: readonly string[], last = end): Runner => ({
  run: async () => ({
    code: 1,
    stdout: new Uint8Array(),
    stderr: words.map((word) => `Unrecognized VM option '${word}'\n`).join('') + last,
  }),
});
const text = (answer: unknown): string =>
  answer instanceof Uint8Array ? new TextDecoder().decode(answer) : `(${(answer as TransportError).code})`;
const readOne = async (path: string, words: readonly string[], last?: string) =>
  text((await javaReader(complaining(words, last), '/proc/1/exe')([path]))[0]);

describe('files read by a java that refuses them as options', () => {
  it('get back the lines that are known of them', async () => {
    expect(await readOne('/proc/1/cgroup', ['2:pids:/a', '0::/'])).toBe('2:pids:/a\n0::/\n');
    expect(
      await readOne('/proc/1/limits', [
        'Limit',
        'Max',
        'processes',
        '96365',
        '96365',
        'processes',
        'Max',
        'open',
        'files',
        '4',
        '5',
        'files',
      ]),
    ).toBe('Limit\nMax processes 96365 96365 processes\nMax open files 4 5 files\n');
    const mount = [
      '1',
      '2',
      '0:3',
      '/',
      '/',
      'rw',
      'shared:9',
      '',
      'overlay',
      'overlay',
      'rw',
      '3',
      '1',
      '0:4',
      '/x',
      '/sys/fs/cgroup',
      'ro',
      '',
      'cgroup2',
      'cgroup',
      'rw',
    ];
    expect(await readOne('/proc/1/mountinfo', mount)).toBe(
      '1 2 0:3 / / rw shared:9 - overlay overlay rw\n3 1 0:4 /x /sys/fs/cgroup ro - cgroup2 cgroup rw\n',
    );
    expect(await readOne('/sys/fs/cgroup/memory/memory.stat', ['cache', '5', 'rss', '7'])).toBe('cache 5\nrss 7\n');
    expect(await readOne('/proc/stat', ['cpu', '1', '2', 'btime', '1700000000', 'processes', '9'])).toContain(
      '\nbtime 1700000000\n',
    );
  });

  it('are refused when words cannot make up the file', async () => {
    expect(await readOne('/etc/passwd', ['root:x:0:0:root:/root:/bin/sh'])).toBe('(failed)');
    expect(await readOne('/proc/1/cmdline', ['java'])).toBe('(failed)');
  });

  it('are refused when what arrived has no end, or a word was too long to go on', async () => {
    expect(await readOne('/proc/1/cgroup', ['0::/'], '')).toBe('(failed)');
    expect(await readOne('/proc/1/cgroup', ['x'.repeat(1023)])).toBe('(failed)');
    expect(await readOne('/proc/9/cgroup', [], `Could not open settings file /proc/9/cgroup\n${end}`)).toBe(
      '(not-found)',
    );
  });

  it('stop the reading when the container is gone', async () => {
    const gone: Runner = {
      run: async () => {
        throw new TransportError('gone', 'the container died');
      },
    };
    await expect(javaReader(gone, 'java')(['/proc/1/stat'])).rejects.toMatchObject({ code: 'gone' });
  });
});

describeWithJdk('a real java as the reader', (home) => {
  const runner: Runner = {
    run: async (argv) => {
      const { status, stdout, stderr } = spawnSync(argv[0] as string, argv.slice(1));
      return { code: status ?? 1, stdout, stderr: stderr.toString() };
    },
  };
  const read = javaReader(runner, join(home, 'bin/java'));
  const own = `/proc/${process.pid}`;

  it('tells of a process what cat tells', async () => {
    const [stat, status, limits, cgroup, missing] = (
      await read([`${own}/stat`, `${own}/status`, `${own}/limits`, `${own}/cgroup`, `${own}/none/stat`])
    ).map(text);
    const whole = (name: string): string => readFileSync(`${own}/${name}`, 'utf8');
    expect(statFields(stat ?? '')?.startTicks).toBe(statFields(whole('stat'))?.startTicks);
    for (const field of ['Uid', 'Gid', 'NSpid']) {
      const words = statusFields(whole('status')).get(field)?.split(/\s+/);
      expect(
        statusFields(status ?? '')
          .get(field)
          ?.split(' '),
      ).toEqual(words);
    }
    expect(softLimit(limits ?? '', 'Max processes')).toBe(softLimit(whole('limits'), 'Max processes'));
    expect(cgroup).toBe(whole('cgroup'));
    expect(missing).toBe('(failed)');
  });
});
