import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { jdiag, root, scratch } from '../support/cli.ts';

const folder = scratch();
const fixtures = join(root, 'fixtures');
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

const fileOf = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('jdiag gc', () => {
  it('finds the leak in a capture of counters, and says it in its last line', async () => {
    const { code, stdout } = await jdiag(['gc', join(fixtures, 'captures/gc-leak-parallel-jdk17')]);
    expect(code).toBe(1);
    expect(stdout).toContain('JDK 17 · Parallel · heap up to 64.0 MiB');
    expect(lastLine(stdout)).toMatch(/^verdict: critical - .*gc\/old-gen-growth/);
  });

  it('is silent on a healthy one', async () => {
    const { code, stdout } = await jdiag(['gc', join(fixtures, 'captures/gc-churn-parallel-jdk17')]);
    expect([code, lastLine(stdout).startsWith('verdict: clear')]).toEqual([0, true]);
  });

  it('reads text of jstat from a pipe', async () => {
    const input = readFileSync(join(fixtures, 'formats/jstat/jdk8-cms-pasted.txt'));
    const { code, stdout } = await jdiag(['gc', '-'], { input });
    expect(code).toBe(0);
    expect(stdout).toContain('jstat, 4 samples, no times');
  });

  it("prints a captured series in jstat's columns", async () => {
    const { code, stdout } = await jdiag([
      'gc',
      join(fixtures, 'captures/gc-churn-parallel-jdk17'),
      '--columns',
      'gcutil',
    ]);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(head?.trim().split(/\s+/)).toEqual('S0 S1 E O M CCS YGC YGCT FGC FGCT CGC CGCT GCT'.split(' '));
    expect(rows).toHaveLength(121);
  });

  it('takes a copied file of counters for one sample', async () => {
    const bytes = gunzipSync(readFileSync(join(fixtures, 'formats/perf-data/gc/g1-jdk21.bin.gz')));
    const whole = await jdiag(['gc', fileOf('whole.hsperf', bytes)]);
    expect([whole.code, whole.stdout.includes('JVM counters, 1 sample\n')]).toEqual([0, true]);
    const cut = await jdiag(['gc', fileOf('cut.hsperf', bytes.subarray(0, 9000))]);
    expect(cut.code).toBe(3);
  });

  it.each([
    ['a log of another program', 'started\n', /no collection in it/],
    ['an empty file', '', /the file is empty/],
    [
      '32 random KB',
      Uint8Array.from({ length: 32_768 }, (_, at) => (at * 7919 + (at >> 3)) & 255),
      /no collection in it/,
    ],
  ])('refuses %s in clear words', async (name, content, words) => {
    const { code, stderr } = await jdiag(['gc', fileOf(name.replaceAll(' ', '-'), content)]);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('thread dump');
  });

  it.each([
    [['--watch', '--columns', 'gc'], /do not go together/],
    [['--watch', '--json'], /prints as it goes/],
    [['--columns', 'gcnew'], /gcnew/],
    [['--interval', 'soon'], /not a duration/],
  ])('refuses %j', async (flags, words) => {
    const { code, stderr, stdout } = await jdiag(['gc', join(fixtures, 'captures/gc-churn-parallel-jdk17'), ...flags]);
    expect(code).toBe(2);
    expect(stderr + stdout).toMatch(words);
  });

  it('does not watch what is already captured', async () => {
    const { code, stderr } = await jdiag(['gc', join(fixtures, 'captures/gc-churn-parallel-jdk17'), '--watch']);
    expect(code).toBe(2);
    expect(stderr).toContain('follows running JVMs');
  });
});
