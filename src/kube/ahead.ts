import { type PathStat, TransportError } from '../model/transport.ts';
import type { Files } from './files.ts';
import { firstLook, type Wish } from './first-look.ts';

/** Answered from what was fetched for so long; then a file is asked for again. */
const freshMs = 1000;

/** Files below a process's own root are the application's: never remembered, they change as they like. */
const isKernels = (path: string): boolean =>
  /^\/(?:proc|sys)(?:\/|$)/.test(path) && !/^\/proc\/[^/]+\/(?:root|cwd)\//.test(path);

const isKept = (path: string): boolean => isKernels(path) || path === '/etc/passwd';
/** Changed by nobody while a container lives. */
const isSteady = (path: string): boolean => path === '/etc/passwd';

const isControl = (path: string): boolean => path.startsWith('/sys/fs/cgroup/');

/** Of each thread: there may be thousands, and other ones the next time. */
const isOfThread = (path: string): boolean => /^\/proc\/[^/]+\/task\//.test(path);

/** Questions about more than that are not repeated unasked. */
const mostAtOnce = 64;

export type Ahead = {
  readonly files: Files;
  /** Fetches in one go what was asked about that process before, or what is asked first. What was fetched earlier is forgotten. */
  expect(pid: number): void;
  /** Something was done to the place: it is looked at anew. */
  forget(): void;
};

/**
 * Each question to a place far away is a round trip, and looking at one process is dozens of questions. What the kernel tells is
 * kept for a second; `expect` asks for everything at once, before it is asked for. A wrong guess costs nothing but itself.
 */
export const lookingAhead = (files: Files): Ahead => {
  type Entry = { readonly answer: Promise<unknown>; arrivedAtMs?: number };
  const known = new Map<string, Entry>();
  /** What was asked so far: the next `expect` fetches it all. */
  const asked = { read: new Set<string>(), list: new Set<string>(), links: new Set<string>(), stat: new Set<string>() };
  let isGuess = false;
  /** Control files that are not there: of the other version of cgroups, or switched off. They do not come later. */
  const absent = new Map<string, unknown>();

  const keep = <T>(key: string, answer: Promise<T>): Promise<T> => {
    const entry: Entry = { answer };
    known.set(key, entry);
    const arrived = (): void => {
      entry.arrivedAtMs = performance.now();
    };
    answer.then(arrived, () => {
      // What went wrong on the way is asked for again.
      if (known.get(key) === entry) known.delete(key);
    });
    return answer;
  };
  const fresh = <T>(key: string): Promise<T> | undefined => {
    const path = key.slice(key.indexOf(' ') + 1);
    if (absent.has(path)) return Promise.resolve(absent.get(path) as T);
    const entry = known.get(key);
    if (entry === undefined) return undefined;
    const { arrivedAtMs = performance.now() } = entry;
    return isSteady(path) || performance.now() - arrivedAtMs < freshMs ? (entry.answer as Promise<T>) : undefined;
  };
  const note = (kind: keyof Wish, paths: readonly string[]): void => {
    const few = paths.filter((path) => isKept(path) && !isOfThread(path));
    if (!isGuess && few.length <= mostAtOnce) for (const path of few) asked[kind].add(path);
  };
  type Many<T> = (paths: readonly string[]) => Promise<readonly (T | TransportError)[]>;
  /** Each path has its own entry; those not known are asked for together. */
  const many = async <T>(kind: 'read' | 'links', paths: readonly string[], ask: Many<T>) => {
    note(kind, paths);
    const found = new Map(paths.map((path) => [path, fresh<T | TransportError>(`${kind} ${path}`)]));
    const missing = [...found.keys()].filter((path) => found.get(path) === undefined);
    if (missing.length > 0) {
      const together = ask(missing);
      for (const [index, path] of missing.entries()) {
        const answer = together.then((all) => all[index] as T | TransportError);
        answer.then(
          (one) =>
            isControl(path) && one instanceof TransportError && one.code === 'not-found' && absent.set(path, one),
          () => undefined,
        );
        found.set(path, isKept(path) ? keep(`${kind} ${path}`, answer) : answer);
      }
      // The error of all is told once, by the await below.
      for (const path of missing) found.get(path)?.catch(() => undefined);
    }
    return Promise.all(paths.map((path) => found.get(path) as Promise<T | TransportError>));
  };
  const one = <T>(kind: 'list' | 'stat', path: string, key: string, ask: () => Promise<T>): Promise<T> => {
    note(kind, [path]);
    const answer = fresh<T>(key) ?? ask();
    return isKept(path) && !known.has(key) ? keep(key, answer) : answer;
  };

  const ahead: Files = {
    readFrom: files.readFrom,
    read: (paths, limits = {}) =>
      // A limit of bytes belongs to this question alone.
      limits.maxBytes === undefined
        ? many('read', paths, (missing) => files.read(missing, limits))
        : files.read(paths, limits),
    links: (paths, limits) => many('links', paths, (missing) => files.links(missing, limits)),
    list: (path, limits) => one('list', path, `list ${path}`, () => files.list(path, limits)),
    stat: (path, options = {}) => {
      const { follow = true } = options;
      // A link itself is hardly ever asked for.
      if (!follow) return files.stat(path, options);
      return one<PathStat>('stat', path, `stat ${path}`, () => files.stat(path, options));
    },
  };
  const fetch = (wish: Wish): void => {
    const ignored = (): undefined => undefined;
    isGuess = true;
    ahead.read(wish.read).catch(ignored);
    ahead.links(wish.links).catch(ignored);
    for (const path of wish.list) ahead.list(path).catch(ignored);
    for (const path of wish.stat) ahead.stat(path).catch(ignored);
    isGuess = false;
  };
  return {
    files: ahead,
    expect: (pid) => {
      const isOther = (path: string): boolean => new RegExp(`^/proc/(?!${pid}/)\\d+/`).test(path);
      for (const key of known.keys()) {
        const path = key.slice(key.indexOf(' ') + 1);
        if (!isOther(path) && !isSteady(path)) known.delete(key);
      }
      const first = firstLook(pid);
      const all = (kind: keyof Wish): readonly string[] =>
        [...new Set([...first[kind], ...asked[kind]])].filter((path) => !isOther(path) && !absent.has(path));
      fetch({ read: all('read'), list: all('list'), links: all('links'), stat: all('stat') });
    },
    forget: () => known.clear(),
  };
};
