import type { ProbeContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
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

/** Mapped hsperfdata files by inode; `deleted`: another file lies at that path now. Undefined: maps cannot be read. */
const mappedFiles = (
  maps: string | undefined,
): { readonly inodes: ReadonlySet<number>; readonly deleted: boolean } | undefined => {
  if (maps === undefined) return undefined;
  const lines: string[] = [];
  // A JVM with thousands of threads maps tens of thousands of regions: no regular expression over all of them.
  for (let at = maps.indexOf('/hsperfdata_'); at !== -1; at = maps.indexOf('/hsperfdata_', at + 1)) {
    lines.push(maps.slice(maps.lastIndexOf('\n', at) + 1, lineEnd(maps, at)));
  }
  return {
    inodes: new Set(lines.map((line) => Number(line.split(/\s+/)[4]))),
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

/** Plain files (no links: the folder is the JVM's user's) named like the process in any hsperfdata folder. */
const candidatesIn = async ({ transport, identity, signal }: Place, tmp: string): Promise<readonly string[]> => {
  const folders = await listNames(transport, tmp, signal);
  if (folders instanceof TransportError) throw folders;
  const paths: string[] = [];
  for (const folder of folders.filter((name) => name.startsWith('hsperfdata_'))) {
    const path = `${tmp}/${folder}/${identity.nsPid}`;
    const kinds = await Promise.all(
      [`${tmp}/${folder}`, path].map((each) =>
        transport.stat(each, { signal, follow: false }).then(
          (about) => about.kind,
          () => undefined,
        ),
      ),
    );
    if (kinds[0] === 'directory' && kinds[1] === 'file') paths.push(path);
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

const searchPerfFile = async (context: Place): Promise<PerfFile> => {
  const { transport, identity, signal } = context;
  const { pid, startedAtMs } = identity;
  const candidates = await candidatesIn(context, `/proc/${pid}/root/tmp`).catch((error: TransportError) => error);
  if (candidates instanceof TransportError) {
    if (candidates.code === 'aborted') throw candidates;
    return { missing: candidates.message };
  }
  const cmdline = (await readText(transport, `/proc/${pid}/cmdline`, signal)) ?? '';
  if (candidates.length === 0) return { missing: whyNone(cmdline) };
  const mapped = mappedFiles(await readText(transport, `/proc/${pid}/maps`, signal));
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
