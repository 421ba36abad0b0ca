import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtCode, bundleLoader, codeFile, compiled } from '../src/code-cache.ts';

const root = join(import.meta.dirname, '..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jdiag-code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bundleOf = (files: Readonly<Record<string, string>>): void => {
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
};

const cacheOf = (v8: string, code: Buffer): void =>
  writeFileSync(
    join(folder, codeFile),
    Buffer.concat([Buffer.from(`${JSON.stringify({ v8, files: { 'main.js': [0, code.length] } })}\n`), code]),
  );

describe('loading the bundle with compiled code', () => {
  it('gives files of the bundle one another, once, and everything else through require', () => {
    bundleOf({
      'main.js':
        'exports.same = require("./part.js") === require("./part.js"); exports.sep = require("node:path").sep;',
      'part.js': 'exports.part = true;',
    });
    const { load } = bundleLoader(folder, () => undefined);
    expect(load('main.js')).toEqual({ same: true, sep: '/' });
  });

  it('lends the code import(), which compiled code does not have', async () => {
    bundleOf({ 'main.js': 'exports.path = require.import("node:path");' });
    const main = bundleLoader(folder, () => undefined).load('main.js') as { path: Promise<{ sep: string }> };
    expect((await main.path).sep).toBe('/');
  });

  it('runs the source when the compiled code is damaged', () => {
    bundleOf({ 'main.js': 'exports.answer = 42;' });
    cacheOf(process.versions.v8, Buffer.from('not compiled code'));
    const { load, scripts } = bundleLoader(folder, builtCode(folder) ?? (() => undefined));
    expect(load('main.js')).toEqual({ answer: 42 });
    expect(scripts.get('main.js')?.cachedDataRejected).toBe(true);
  });

  it('takes the compiled code of this Node', () => {
    const source = 'exports.answer = 42;';
    bundleOf({ 'main.js': source });
    cacheOf(process.versions.v8, compiled(join(folder, 'main.js')).createCachedData());
    const { load, scripts } = bundleLoader(folder, builtCode(folder) ?? (() => undefined));
    expect(load('main.js')).toEqual({ answer: 42 });
    expect(scripts.get('main.js')?.cachedDataRejected).toBe(false);
  });

  it('does not look at compiled code of another Node, or at a file that is none', () => {
    cacheOf('1.2.3', Buffer.from('x'));
    expect(builtCode(folder)).toBeUndefined();
    writeFileSync(join(folder, codeFile), 'cut');
    expect(builtCode(folder)).toBeUndefined();
  });
});

const run = (env: Readonly<Record<string, string>>): string =>
  execFileSync(process.execPath, [join(root, 'bin/run.js'), 'rules', 'list'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });

const built = builtCode(join(root, 'dist'));

it.skipIf(built === undefined)('finds code for the start and for what follows in the bundle, which V8 takes', () => {
  const bundle = join(root, 'dist');
  const check = `const { builtCode, compiled } = require('./code-cache.js');
    const codeOf = builtCode('.');
    for (const file of ['main.js', 'commands/threads.js', 'commands/ps.js'])
      console.log(compiled(file, codeOf(file)).cachedDataRejected);`;
  expect(execFileSync(process.execPath, ['-e', check], { cwd: bundle, encoding: 'utf8' })).toBe('false\n'.repeat(3));
});

describe.skipIf(built !== undefined || !('enableCompileCache' in module))(
  'on another Node than the build, from 22.8',
  () => {
    it("lets Node keep compiled code in the user's cache folder", () => {
      expect(run({ XDG_CACHE_HOME: folder })).toContain('threads/deadlock');
      expect(readdirSync(join(folder, 'jdiag'))).toHaveLength(1);
    });

    it('keeps none where others can write', () => {
      const shared = join(folder, 'jdiag');
      mkdirSync(shared);
      chmodSync(shared, 0o777);
      expect(run({ XDG_CACHE_HOME: folder })).toContain('threads/deadlock');
      expect(readdirSync(shared)).toEqual([]);
    });
  },
);

it('runs where nothing can be written', () => {
  const place = join(folder, 'none');
  writeFileSync(place, '');
  expect(run({ XDG_CACHE_HOME: place })).toContain('threads/deadlock');
  expect(existsSync(join(place, 'jdiag'))).toBe(false);
});
