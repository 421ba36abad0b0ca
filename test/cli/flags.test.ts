import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandFlags, commandFirst, valuedFlags } from '../../src/command-line.ts';
import { jdiag, root, scratch } from '../support/cli.ts';

const folder = scratch();
const dump = join(root, 'fixtures/formats/hotspot-jdk17/jstack-l.txt');
const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
const commands: readonly CommandFlags[] = Object.values(manifest.commands);
const every = commands.flatMap(({ flags }) => Object.entries(flags));

describe('flags before the command', () => {
  const valued = valuedFlags(commands);

  test.each(every.map(([name, { type, char }]) => [name, type, char] as const))('--%s (%s)', (name, type, char) => {
    for (const word of [`--${name}`, ...(char === undefined ? [] : [`-${char}`])]) {
      const before = type === 'option' ? [word, 'value'] : [word];
      expect(commandFirst([...before, 'threads', 'x'], valued)).toEqual(['threads', 'x', ...before]);
    }
    expect(commandFirst([`--${name}=value`, 'threads', 'x'], valued)).toEqual(['threads', 'x', `--${name}=value`]);
  });

  test('no name takes a value in one command and none in another', () => {
    const kinds = new Map<string, Set<string>>();
    for (const [name, { type }] of every) kinds.set(name, (kinds.get(name) ?? new Set()).add(type));
    expect([...kinds].filter(([, types]) => types.size > 1)).toEqual([]);
  });

  test('of the process itself', async () => {
    const { code, stdout } = await jdiag(['--dumps', '5', '--fail-on', 'never', '-o', 'json', 'threads', dump]);
    expect({ code, kind: JSON.parse(stdout).kind }).toEqual({ code: 0, kind: 'report' });
  });
});

describe('a wrong flag is one clear line, then hints', () => {
  test.each([
    ['--interval', 'soon', '--interval: "soon" is not a duration', 'write 500ms, 2s, 1.5m or 1h'],
    ['--dumps', '0', '--dumps: expected an integer greater than or equal to 1 but received: 0', '--help'],
    ['--allow', 'all', '--allow does not know "all"', 'it takes full-gc'],
  ])('%s %s', async (flag, value, message, hint) => {
    const { code, stderr } = await jdiag(['threads', dump, flag, value]);
    expect(code).toBe(2);
    expect(stderr.split('\n')[0]).toBe(`jdiag: ${message}`);
    expect(stderr).toContain(hint);
    expect(stderr).not.toMatch(/\t|See more help/);
    const json = JSON.parse((await jdiag(['threads', dump, flag, value, '--json'])).stdout);
    expect(json.error).toMatchObject({ code: 'bad-flag', message });
  });

  test('--last beside a capture', async () => {
    const { code, stderr } = await jdiag(['report', '--last', 'x'], { env: { XDG_STATE_HOME: folder } });
    expect({ code, said: stderr.includes('cannot be given together') }).toEqual({ code: 2, said: true });
    expect((await jdiag(['report', '--help'])).stdout).toContain('[--last]');
  });
});

describe('targets', () => {
  test.each(['pid/1e3', 'pid/0x10', 'pid/', 'pid/-1', 'pid/1.0', 'pid/0'])('%s names no process', async (word) => {
    const { code, stderr } = await jdiag(['threads', word]);
    expect({ code, said: stderr.includes('names no process') }).toEqual({ code: 2, said: true });
  });

  test('with escape sequences are shown, not obeyed', async () => {
    const { code, stderr } = await jdiag(['threads', 'nofile\u001b[31m.txt']);
    expect(code).toBe(2);
    expect(stderr).toContain('nofile\\x1b[31m.txt');
    expect(stderr).not.toContain('\u001b');
  });
});
