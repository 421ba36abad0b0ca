import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { jdiag, root, scratch } from '../support/cli.ts';

const folder = scratch();
const project = join(folder, 'project');
const inside = join(project, 'deep/inside');
const home = join(folder, 'home');
const capture = join(root, 'fixtures/captures/deadlock-monitors-jdk17');
const env = { XDG_CONFIG_HOME: home, HOME: home };

beforeAll(() => {
  mkdirSync(inside, { recursive: true });
  mkdirSync(join(project, '.git'));
  mkdirSync(join(home, 'jdiag'), { recursive: true });
});

const withFiles = async (files: { project?: string; user?: string }, args: readonly string[], more = {}) => {
  writeFileSync(join(project, '.jdiag.yaml'), files.project ?? '');
  writeFileSync(join(home, 'jdiag/config.yaml'), files.user ?? '');
  return jdiag(args, { cwd: inside, env: { ...env, ...more } });
};

describe('configuration', () => {
  test('flag over environment over project over user', async () => {
    const last = async (project: string, args: readonly string[], more = {}) => {
      const { stdout } = await withFiles({ project, user: 'lang: ko' }, ['threads', capture, ...args], more);
      return stdout.trim().split('\n').at(-1);
    };
    expect(await last('', [])).toContain('판정: 심각');
    expect(await last('lang: en', [])).toContain('verdict: critical');
    expect(await last('lang: en', [], { JDIAG_LANG: 'ko' })).toContain('판정: 심각');
    expect(await last('lang: ko', ['--lang', 'en'], { JDIAG_LANG: 'ko' })).toContain('verdict: critical');
  });

  test('a rule switched off is told, in the document too', async () => {
    const project = 'rules: {threads/deadlock: {enabled: false, reason: known}}';
    const { code, stdout } = await withFiles({ project }, ['threads', capture, '--json']);
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report.verdicts.map(({ ruleId }: { ruleId: string }) => ruleId)).not.toContain('threads/deadlock');
    expect(report.notices).toContainEqual({
      code: 'rule-off',
      message: 'threads/deadlock is switched off: known (../../.jdiag.yaml)',
    });
  });

  test('a mistake is exit 2 with line and caret', async () => {
    const { code, stderr } = await withFiles({ project: 'lang: en\ntarget: pid/1\n' }, ['threads', capture]);
    expect(code).toBe(2);
    expect(stderr).toContain('../../.jdiag.yaml:2:1 config: target may not be set by a project');
    expect(stderr).toContain('    | ^^^^^^');
  });

  test("the user's target stands in for one that was not given", async () => {
    const { code, stderr } = await withFiles({ user: 'target: pid/999999999' }, ['threads']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('999999999')]);
  });
});

describe('a baseline', () => {
  const file = join(folder, 'known.yaml');
  const run = (args: readonly string[]) => withFiles({}, ['analyze', capture, ...args]);

  test('written, it accepts what was found; expired, the finding counts again', async () => {
    const wrote = await run(['--write-baseline', file, '--reason', 'ticket OPS-7', '--expires', '2999-12-31']);
    expect(wrote.code).toBe(0);
    const quiet = await run(['--baseline', file]);
    expect(quiet.code).toBe(0);
    expect(quiet.stdout).toContain('accepted until 2999-12-31: ticket OPS-7');
    expect(quiet.stdout.trim().split('\n').at(-1)).toMatch(/^verdict: clear - .*1 accepted/);
    const report = JSON.parse((await run(['--baseline', file, '--json'])).stdout);
    expect(report.findings[0].baseline.status).toBe('accepted');

    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('2999-12-31', '2020-01-31'));
    const loud = await run(['--baseline', file]);
    expect(loud.code).toBe(1);
    expect(loud.stdout).toContain('was accepted until 2020-01-31, counts again: ticket OPS-7');
  });

  test('check accepts a firing that expect.yaml does not have', async () => {
    const other = join(folder, 'capture');
    mkdirSync(other);
    const { cpSync } = await import('node:fs');
    cpSync(capture, other, { recursive: true });
    writeFileSync(join(other, 'expect.yaml'), 'fires: []\n');
    expect((await jdiag(['check', other])).code).toBe(1);
    await run(['--write-baseline', join(folder, 'b.yaml'), '--reason', 'x']);
    const { code, stdout } = await jdiag(['check', other, '--baseline', join(folder, 'b.yaml')]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('accepted: threads/deadlock critical until')]);
  });

  test.each([
    [['--baseline', join(folder, 'none.yaml')], 'no such file'],
    [['--write-baseline', join(folder, 'c.yaml')], '--reason'],
    [['--write-baseline', join(folder, 'c.yaml'), '--reason', 'x', '--expires', 'soon'], '"soon" is not a day'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await run(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
