import type { ProcessIdentity } from '../model/probe.ts';
import { type Transport, TransportError } from '../model/transport.ts';
import { countersOf } from '../parse/perf-data/layout.ts';
import { mainOf } from './java-command.ts';
import { type LocalProcess, readProcesses, readUserNames, textOf } from './local-process.ts';

export type LocalJvm = {
  readonly identity: ProcessIdentity;
  /** Absent: the uid has no name here. */
  readonly user?: string;
  readonly mainClass?: string;
  /** `17.0.15`, from the release file of its JDK. */
  readonly version?: string;
  readonly startedAtMs?: number;
  readonly threadCount: number;
  readonly rssBytes?: number;
  /** Why something could not be read, in sentences. */
  readonly unreadable: readonly string[];
};

/** A JVM has more threads than this from its first second on; other programs below it are not looked into. */
const fewestThreads = 8;

const launchers = /^(?:java|javaw|jsvc|jsvc\.exec)$/;

const baseName = (path: string): string => path.split('/').at(-1) ?? path;

export const looksLikeJava = ({ stat, cmdline }: LocalProcess): boolean =>
  launchers.test(stat.comm) || launchers.test(baseName(cmdline[0] ?? ''));

/** libjvm.so as mapped by the process: a path, `none`, or why it could not be looked at. */
export type JvmLibrary = { readonly path: string } | 'none' | TransportError;

export const libraryIn = (maps: Uint8Array | TransportError | undefined): JvmLibrary => {
  const text = textOf(maps);
  if (text === undefined) return maps instanceof TransportError ? maps : 'none';
  const path = /\s(\/\S.*\/libjvm\.so)(?: \(deleted\))?$/m.exec(text)?.[1];
  return path === undefined ? 'none' : { path };
};

/** `JAVA_VERSION` of the release file above libjvm.so or bin/java, as that process sees its files. */
const readVersion = async (transport: Transport, pid: number, file: string): Promise<string | undefined> => {
  const parts = file.split('/').slice(0, -1);
  const homes = [1, 2, 3, 4, 5].map((up) => parts.slice(0, -up).join('/')).filter((home) => home !== '');
  const releases = homes.map((home) => `/proc/${pid}/root${home}/release`);
  for (const answer of await transport.readFiles(releases)) {
    const version = /^JAVA_VERSION="([^"]{1,40})"/m.exec(textOf(answer) ?? '')?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
};

/** The version by the JVM's own counters: Debian's JDK 8 has no release file. */
const readPerfVersion = async (
  transport: Transport,
  found: LocalProcess,
  user: string,
): Promise<string | undefined> => {
  const { pid, nsPid } = found.identity;
  const [file] = await transport.readFiles([`/proc/${pid}/root/tmp/hsperfdata_${user}/${nsPid}`]);
  const read = file instanceof Uint8Array ? countersOf(file) : undefined;
  const version = typeof read === 'object' ? read.counters.get('java.property.java.version') : undefined;
  return typeof version === 'string' ? version : undefined;
};

/** The process with what is known of it as a JVM. `library` is what its maps said. */
export const describeJvm = async (
  transport: Transport,
  found: LocalProcess,
  library: JvmLibrary,
  users: ReadonlyMap<number, string>,
): Promise<LocalJvm> => {
  const { pid, effectiveUid, startedAtMs } = found.identity;
  const user = users.get(effectiveUid);
  const mainClass = mainOf(found.cmdline);
  const program = typeof library === 'object' && 'path' in library ? library.path : (found.cmdline[0] ?? '');
  const version =
    (program.startsWith('/') ? await readVersion(transport, pid, program) : undefined) ??
    (user === undefined ? undefined : await readPerfVersion(transport, found, user));
  const owner = user === undefined ? `uid ${effectiveUid}` : `${user} (uid ${effectiveUid})`;
  const unreadable =
    library instanceof TransportError
      ? [`its memory map and /tmp cannot be read (${library.code}): that takes ${owner}, or root with SYS_PTRACE`]
      : [];
  return {
    identity: found.identity,
    threadCount: found.threadCount,
    unreadable,
    ...(user === undefined ? {} : { user }),
    ...(mainClass === undefined ? {} : { mainClass }),
    ...(version === undefined ? {} : { version }),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(found.rssBytes === undefined ? {} : { rssBytes: found.rssBytes }),
  };
};

/** JVMs of this machine by pid. Only looks: no JVM notices. Throws TransportError when there is no /proc. */
export const listLocalJvms = async (
  transport: Transport,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly LocalJvm[]> => {
  const names = await transport.listDir('/proc', options);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const processes = (
    await readProcesses(
      transport,
      pids.sort((a, b) => a - b),
      options.signal,
    )
  ).filter((found) => found.stat.state !== 'Z' && found.cmdline.length > 0);
  const candidates = processes.filter((found) => looksLikeJava(found) || found.threadCount >= fewestThreads);
  const maps = await transport.readFiles(
    candidates.map((found) => `/proc/${found.identity.pid}/maps`),
    options,
  );
  const users = await readUserNames(transport);
  const jvms = candidates.map(async (found, index) => {
    const library = libraryIn(maps[index]);
    const gone = library instanceof TransportError && (library.code === 'gone' || library.code === 'not-found');
    const isJvm = library instanceof TransportError ? looksLikeJava(found) && !gone : library !== 'none';
    return isJvm ? [await describeJvm(transport, found, library, users)] : [];
  });
  return (await Promise.all(jvms)).flat();
};
