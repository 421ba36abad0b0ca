import { readdirSync, statSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

const keep = { captures: 20, ageMs: 7 * 24 * 3_600_000, bytes: 2 ** 30 };
/** A capture without an end is taken for one that still runs when it was changed within this time. */
const runningWithinMs = 3_600_000;
const folderName = /^\d{8}T\d{6}Z-/;

/** Where live runs are kept: $XDG_STATE_HOME/jdiag/captures, else ~/.local/state/jdiag/captures (XDG base directory specification). */
export const stateFolder = (env: NodeJS.ProcessEnv): string => {
  const state = env['XDG_STATE_HOME'];
  return join(
    state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state'),
    'jdiag',
    'captures',
  );
};

const nameOf = (target: string, startedAtMs: number): string => {
  const time = new Date(startedAtMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const slug = target.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${time}-${slug.slice(-60) || 'target'}`;
};

/** In place of a home that is missing, full or read-only. Found again by `report --last`, pruned like the other. */
const fallbackFolder = (): string => join(tmpdir(), `jdiag-${process.getuid?.() ?? 'user'}`, 'captures');

/** The folders for live runs, best first. */
const stateFolders = (env: NodeJS.ProcessEnv): readonly string[] => [stateFolder(env), fallbackFolder()];

/** Anybody can make a folder of that name in the temp folder: it must be ours, and nobody else's to read or write. */
const isPrivate = async (folder: string): Promise<boolean> => {
  const about = await lstat(folder);
  const own = process.getuid === undefined || about.uid === process.getuid();
  return about.isDirectory() && own && (about.mode & 0o022) === 0;
};

const makeNew = async (parent: string, name: string): Promise<string | undefined> => {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  if (!((await isPrivate(parent)) && (await isPrivate(dirname(parent))))) return undefined;
  for (let attempt = 1; attempt < 1000; attempt += 1) {
    const folder = join(parent, attempt === 1 ? name : `${name}-${attempt}`);
    const made = await mkdir(folder, { mode: 0o700 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (made) return folder;
  }
  return undefined;
};

/** A new, private folder for a live run, named by time and target. Where the state folder cannot be used: below the temp folder. */
export const liveCaptureFolder = async (run: {
  readonly target: string;
  readonly startedAtMs: number;
  readonly env?: NodeJS.ProcessEnv;
}): Promise<string> => {
  const name = nameOf(run.target, run.startedAtMs);
  for (const parent of stateFolders(run.env ?? process.env)) {
    // A full or read-only home must not stop a diagnosis.
    const folder = await makeNew(parent, name).catch(() => undefined);
    if (folder !== undefined) return folder;
  }
  return mkdtemp(join(tmpdir(), 'jdiag-capture-'));
};

/** Synchronous: a handful of small folders takes a tenth of the time that promises for their files do. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const isRunning = async (folder: string, nowMs: number): Promise<boolean> => {
  const manifest = join(folder, 'manifest.json');
  const changed = await stat(manifest).catch(() => stat(folder));
  if (nowMs - changed.mtimeMs > runningWithinMs) return false;
  const text = await readFile(manifest, 'utf8').catch(() => '');
  return !/^ {2}"endedAt":/m.test(text);
};

const removeOld = async (current: string, nowMs: number): Promise<void> => {
  const parent = join(current, '..');
  const names = (await readdir(parent))
    .filter((name) => folderName.test(name))
    .sort()
    .reverse();
  let captures = 0;
  let bytes = 0;
  for (const name of names) {
    const folder = join(parent, name);
    captures += 1;
    bytes += sizeOf(folder);
    const ageMs = nowMs - (await stat(folder)).mtimeMs;
    const isSurplus = captures > keep.captures || bytes > keep.bytes || ageMs > keep.ageMs;
    if (isSurplus && folder !== current && !(await isRunning(folder, nowMs)))
      await rm(folder, { recursive: true, force: true });
  }
};

/** Keeps the last 20 live captures, of 7 days, of 1 GB together; the current one and those of other running jdiags stay. Never fails. */
export const pruneCaptures = async (kept: { readonly folder: string; readonly nowMs: number }): Promise<void> => {
  if (!folderName.test(kept.folder.split(/[\\/]/).at(-1) ?? '')) return;
  await removeOld(kept.folder, kept.nowMs).catch(() => {});
};

/** The folder of the last live run, or undefined. */
export const newestCapture = async (env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  const found: { readonly name: string; readonly folder: string }[] = [];
  for (const parent of stateFolders(env)) {
    const names = await readdir(parent).catch(() => []);
    found.push(...names.filter((name) => folderName.test(name)).map((name) => ({ name, folder: join(parent, name) })));
  }
  for (const { folder } of found.sort((a, b) => (a.name < b.name ? 1 : -1))) {
    if (await stat(join(folder, 'manifest.json')).catch(() => undefined)) return folder;
  }
  return undefined;
};
