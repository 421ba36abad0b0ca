import type { ProbeContext } from '../../model/probe.ts';
import { type PathStat, TransportError } from '../../model/transport.ts';
import { listNames, readText } from '../proc/read.ts';
import { type Counters, numberCounter, readCounters } from './counters.ts';

/** The process's own hsperfdata, or why there is none. */
export type PerfFile =
  | { readonly path: string; readonly bytes: Uint8Array; readonly counters: Counters }
  | { readonly missing: string };

type Place = Pick<ProbeContext, 'transport' | 'identity' | 'signal'>;

/** createVmBeginTime may differ that much from the start in /proc: btime is in whole seconds, the launcher takes its time. */
const startToleranceMs = 5_000;

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};

type Mapped = { readonly inode: number; readonly path: string };

/** Mapped hsperfdata files; `deleted`: another file lies at that path now. Undefined: maps cannot be read. */
const mappedFiles = (
  maps: string | undefined,
):
  | { readonly files: readonly Mapped[]; readonly inodes: ReadonlySet<number>; readonly deleted: boolean }
  | undefined => {
  if (maps === undefined) return undefined;
  const lines: string[] = [];
  // A JVM with thousands of threads maps tens of thousands of regions: no regular expression over all of them.
  for (let at = maps.indexOf('/hsperfdata_'); at !== -1; at = maps.indexOf('/hsperfdata_', at + 1)) {
    lines.push(maps.slice(maps.lastIndexOf('\n', at) + 1, lineEnd(maps, at)));
  }
  const files = lines.map((line) => ({ inode: Number(line.split(/\s+/)[4]), path: line.slice(line.indexOf('/')) }));
  return {
    files,
    inodes: new Set(files.map(({ inode }) => inode)),
    deleted: lines.some((line) => line.endsWith(' (deleted)')),
  };
};

/** What would explain that there is no file, from the command line. */
const whyNone = (cmdline: string): string => {
  const flag = /-XX:(?:-UsePerfData|\+PerfDisableSharedMem)(?=\0|$)/.exec(cmdline)?.[0];
  if (flag !== undefined) return `the JVM was started with ${flag}`;
  return 'the JVM keeps none: -XX:-UsePerfData, +PerfDisableSharedMem, a read-only /tmp, a uid without a name, or another JVM on a shared /tmp';
};

const startsTogether = (counters: Counters, startedAtMs: number | undefined): boolean => {
  const begin = numberCounter(counters, 'sun.rt.createVmBeginTime');
  return begin !== undefined && startedAtMs !== undefined && Math.abs(begin - startedAtMs) < startToleranceMs;
};

const kindsOf = async (
  { transport, signal }: Place,
  paths: readonly string[],
): Promise<readonly (PathStat | undefined)[]> =>
  Promise.all(paths.map((path) => transport.stat(path, { signal, follow: false }).catch(() => undefined)));

/**
 * The file that the process has mapped, where the kernel tells its path as the process sees it: found without looking through its /tmp. Only
 * where it is what is expected (the same inode, no links) it is taken.
 */
const mappedFile = async (place: Place, files: readonly Mapped[]): Promise<Mapped | undefined> => {
  const { pid, nsPid } = place.identity;
  for (const { inode, path } of files) {
    const folder = /^(\/tmp\/hsperfdata_[^/]+)\/(\d+)$/.exec(path);
    if (folder === null || Number(folder[2]) !== nsPid) continue;
    const root = `/proc/${pid}/root`;
    const [parent, file] = await kindsOf(place, [`${root}${folder[1]}`, `${root}${path}`]);
    if (parent?.kind === 'directory' && file?.kind === 'file' && file.inode === inode)
      return { inode, path: `${root}${path}` };
  }
  return undefined;
};

/** Plain files (no links: the folder is the JVM's user's) named like the process in any hsperfdata folder. */
const candidatesIn = async (place: Place, tmp: string): Promise<readonly string[]> => {
  const { transport, identity, signal } = place;
  const folders = await listNames(transport, tmp, signal);
  if (folders instanceof TransportError) throw folders;
  const paths: string[] = [];
  for (const folder of folders.filter((name) => name.startsWith('hsperfdata_'))) {
    const path = `${tmp}/${folder}/${identity.nsPid}`;
    const [parent, file] = await kindsOf(place, [`${tmp}/${folder}`, path]);
    if (parent?.kind === 'directory' && file?.kind === 'file') paths.push(path);
  }
  return paths;
};

/** Files that were proved to be a JVM's own: as long as the inode stays, they are. */
const proved = new WeakMap<
  Place['transport'],
  WeakMap<Place['identity'], { readonly path: string; readonly inode: number }>
>();

const inodeOf = async ({ transport, signal }: Place, path: string): Promise<number> =>
  (await transport.stat(path, { signal, follow: false })).inode;

const prove = ({ transport, identity }: Place, file: { readonly path: string; readonly inode: number }): void => {
  const known = proved.get(transport) ?? new WeakMap();
  proved.set(transport, known.set(identity, file));
};

const provedBefore = async (context: Place): Promise<PerfFile | undefined> => {
  const { transport, identity, signal } = context;
  const file = proved.get(transport)?.get(identity);
  if (file === undefined) return undefined;
  const [bytes] = await transport.readFiles([file.path], { signal });
  const counters = bytes instanceof Uint8Array ? readCounters(bytes) : undefined;
  if (!(bytes instanceof Uint8Array) || counters === undefined) return undefined;
  const inode = await inodeOf(context, file.path).catch(() => undefined);
  return inode === file.inode ? { path: file.path, bytes, counters } : undefined;
};

/**
 * Finds the file and proves that it is this JVM's: mapped by the process (same inode), else begun when the process began.
 * On a /tmp shared by containers every JVM is pid 1.
 */
export const locatePerfFile = async (context: Place): Promise<PerfFile> =>
  (await provedBefore(context)) ?? searchPerfFile(context);

/** The process's own file at that path, which is proved to be it. */
const ownFile = async (context: Place, { path, inode }: Mapped): Promise<PerfFile | undefined> => {
  const [bytes] = await context.transport.readFiles([path], { signal: context.signal });
  const counters = bytes instanceof Uint8Array ? readCounters(bytes) : undefined;
  if (!(bytes instanceof Uint8Array) || counters === undefined) return undefined;
  prove(context, { path, inode });
  return { path, bytes, counters };
};

const searchPerfFile = async (context: Place): Promise<PerfFile> => {
  const { transport, identity, signal } = context;
  const { pid, startedAtMs } = identity;
  const mapped = mappedFiles(await readText(transport, `/proc/${pid}/maps`, signal));
  const known = await mappedFile(context, mapped?.files ?? []);
  const own = known === undefined ? undefined : await ownFile(context, known);
  if (own !== undefined) return own;
  const candidates = await candidatesIn(context, `/proc/${pid}/root/tmp`).catch((error: TransportError) => error);
  if (candidates instanceof TransportError) {
    if (candidates.code === 'aborted') throw candidates;
    return { missing: candidates.message };
  }
  const cmdline = (await readText(transport, `/proc/${pid}/cmdline`, signal)) ?? '';
  if (candidates.length === 0) return { missing: whyNone(cmdline) };
  if (mapped?.inodes.size === 0) {
    return { missing: `${whyNone(cmdline)} (${candidates[0]} is another JVM's or was left behind)` };
  }
  const answers = await transport.readFiles(candidates, { signal });
  for (const [index, path] of candidates.entries()) {
    const bytes = answers[index];
    const counters = bytes instanceof Uint8Array ? readCounters(bytes) : undefined;
    if (!(bytes instanceof Uint8Array) || counters === undefined) continue;
    const inode = await inodeOf(context, path);
    const isOwn = mapped?.inodes.has(inode) || (!mapped?.deleted && startsTogether(counters, startedAtMs));
    if (!isOwn) continue;
    prove(context, { path, inode });
    return { path, bytes, counters };
  }
  const unreadable = answers.find((answer) => answer instanceof TransportError);
  if (unreadable instanceof TransportError) return { missing: unreadable.message };
  const foreign = mapped?.deleted ? 'its own file was replaced' : 'it began at another time or is not complete';
  return { missing: `${candidates.join(', ')} is not this JVM's: ${foreign} (a /tmp shared between containers?)` };
};

/** Counters of the process's own file, when there is one. */
export const readOwnCounters = async (context: Place): Promise<Counters | undefined> => {
  const file = await locatePerfFile(context);
  return 'counters' in file ? file.counters : undefined;
};
