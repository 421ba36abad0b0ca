import { lstatSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/**
 * How much bytecode V8 lets a function run before it thinks of optimising it, in bytes; 67,584 by itself. A run over a
 * dump of 3,000 threads spent a quarter of its CPU on optimising functions, and was over before that paid. The V8 of
 * Node 20: later ones count otherwise. Compiled code is taken under the same flags alone: this stands where it is made, too.
 */
if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--interrupt-budget=1000000');

/** The file of compiled code in the bundle's folder: a line of JSON, then the code of each file. */
export const codeFile = 'code-cache.bin';

/** Its first line. */
export type CodeIndex = {
  /** V8 takes no code of another release. */
  readonly v8: string;
  /** Where the code of a file begins, in bytes after the first line, and its length. */
  readonly files: { readonly [file: string]: readonly [at: number, length: number] };
};

type CodeOf = (file: string) => Buffer | undefined;

/** Longer than any first line. */
const indexBytes = 1 << 16;

const readAt = (fd: number, at: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
};

/** The code that the build left beside the bundle; undefined when it left none, or none for this Node. */
export const builtCode = (folder: string): CodeOf | undefined => {
  try {
    const fd = openSync(join(folder, codeFile), 'r');
    const head = readAt(fd, 0, indexBytes);
    const start = head.indexOf('\n') + 1;
    const { v8, files }: CodeIndex = JSON.parse(head.toString('latin1', 0, start));
    if (v8 !== process.versions.v8) return undefined;
    return (file) => {
      const [at, length] = files[file] ?? [0, 0];
      return length === 0 ? undefined : readAt(fd, start + at, length);
    };
  } catch {
    return undefined;
  }
};

/** A file of the bundle as a function of what CommonJS gives a module. */
export const compiled = (path: string, cachedData?: Buffer): Script =>
  new Script(`(function(exports,require,module,__filename,__dirname){${readFileSync(path, 'utf8')}\n})`, {
    filename: path,
    ...(cachedData === undefined ? {} : { cachedData }),
  });

type Loaded = { exports: unknown };

/**
 * Loads files of the bundle as `require` does, with compiled code where there is some. That is trusted as much as the
 * bundle it lies in; V8 refuses what other options or another length of source made, and compiles then.
 */
export const bundleLoader = (folder: string, codeOf: CodeOf) => {
  const loaded = new Map<string, Loaded>();
  const scripts = new Map<string, Script>();

  const load = (path: string): unknown => {
    const before = loaded.get(path);
    if (before !== undefined) return before.exports;
    const file = relative(folder, path);
    const script = compiled(path, codeOf(file));
    scripts.set(file, script);
    const entry: Loaded = { exports: {} };
    loaded.set(path, entry);
    script.runInThisContext()(entry.exports, requireFrom(path), entry, path, dirname(path));
    return entry.exports;
  };

  const requireFrom = (path: string) => {
    const outside = createRequire(path);
    const inside = (id: string): unknown => {
      if (id.startsWith('.')) return load(resolve(dirname(path), id));
      return id.startsWith(folder) ? load(id) : outside(id);
    };
    return Object.assign(inside, outside, { import: (name: string): Promise<unknown> => import(name) });
  };

  return { load: (file: string) => load(join(folder, file)), scripts: scripts as ReadonlyMap<string, Script> };
};

/** Whether nobody else can write there. */
const isPrivate = (folder: string): boolean => {
  const { mode, uid } = lstatSync(folder);
  return process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o170022) === 0o040000);
};

/** Lets Node keep compiled code in a folder of the user's: from 22.8 on it can. */
const keepCompiledCode = (): void => {
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
  const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'jdiag');
  if (enableCompileCache === undefined) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isPrivate(folder)) enableCompileCache(folder);
  } catch {
    // No home, or none to write to: every start compiles.
  }
};

/** Runs a file of the bundle this file lies in. */
export const run = (file: string): void => {
  const codeOf = builtCode(__dirname);
  if (codeOf !== undefined) {
    bundleLoader(__dirname, codeOf).load(file);
    return;
  }
  keepCompiledCode();
  createRequire(__filename)(join(__dirname, file));
};
