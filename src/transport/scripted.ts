import { type CallLimits, type ExecResult, type PathStat, type Transport, TransportError } from '../model/transport.ts';

type Content = string | Uint8Array;
type User = { readonly uid: number; readonly gid: number };

/** What a path or a socket answers. A function is asked anew each time, so that a script can change its mind. */
export type ScriptedAnswer =
  | Content
  | { readonly fails: TransportError['code'] }
  /** Never answers: only a time limit or an abort ends it. */
  | { readonly stalls: true }
  /** Only the first bytes come; the end looks like a normal end. */
  | { readonly content: Content; readonly cutAfterBytes: number }
  | { readonly content: Content; readonly delayMs: number }
  | { readonly link: string }
  | { readonly stat: Partial<PathStat> & Pick<PathStat, 'kind'> };

type Scripted<T> = T | (() => T);

export type Script = {
  readonly place?: string;
  /** By absolute path. Folders follow from the paths. */
  readonly files?: Readonly<Record<string, Scripted<ScriptedAnswer>>>;
  /** Answers of UNIX sockets by path; absent: the transport has no unixSocket at all. */
  readonly sockets?: Readonly<Record<string, (request: Uint8Array, as: User) => ScriptedAnswer>>;
  readonly onSignal?: (pid: number) => void;
  readonly onCreate?: (path: string) => void;
  readonly onExec?: (argv: readonly string[]) => Partial<ExecResult>;
  readonly cannotActAs?: (as: User) => string | undefined;
};

/** Every call in order, `read /proc/1/stat`, `signal 1`, `create /tmp/.attach_pid1`, `remove ...`, `ask ...`. */
export type ScriptedTransport = Transport & { readonly calls: readonly string[] };

const bytesOf = (content: Content): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

const wait = (attempt: string, limits: CallLimits, delayMs?: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const { signal, timeoutMs = 10_000 } = limits;
    const fail = (code: 'aborted' | 'timed-out'): void =>
      reject(new TransportError(code, `cannot ${attempt}: ${code}`));
    if (signal?.aborted) fail('aborted');
    signal?.addEventListener('abort', () => fail('aborted'), { once: true });
    if (delayMs !== undefined && delayMs <= timeoutMs) setTimeout(resolve, delayMs);
    else setTimeout(() => fail('timed-out'), timeoutMs);
  });

const play = async (attempt: string, answer: ScriptedAnswer, limits: CallLimits): Promise<Uint8Array> => {
  if (typeof answer === 'string' || answer instanceof Uint8Array) return bytesOf(answer);
  if ('fails' in answer) throw new TransportError(answer.fails, `cannot ${attempt}: ${answer.fails}`);
  if ('stalls' in answer) await wait(attempt, limits);
  if ('cutAfterBytes' in answer) return bytesOf(answer.content).subarray(0, answer.cutAfterBytes);
  if ('delayMs' in answer) {
    await wait(attempt, limits, answer.delayMs);
    return bytesOf(answer.content);
  }
  throw new TransportError('failed', `cannot ${attempt}: not a regular file`);
};

const unset: PathStat = { kind: 'other', uid: 0, gid: 0, sizeBytes: 0, inode: 1 };

/** A place that exists only in a script and misbehaves as told: stalls, cuts, denies, is gone, is slow. */
export const scriptedTransport = (script: Script): ScriptedTransport => {
  const calls: string[] = [];
  const files = script.files ?? {};
  const notFound = (attempt: string): TransportError =>
    new TransportError('not-found', `cannot ${attempt}: no such file`);
  const answerOf = (attempt: string, path: string): ScriptedAnswer => {
    calls.push(attempt);
    const entry = files[path];
    if (entry === undefined) throw notFound(attempt);
    return typeof entry === 'function' ? entry() : entry;
  };
  const readFile: Transport['readFile'] = async (path, limits = {}) => {
    const attempt = `read ${path}`;
    return (await play(attempt, answerOf(attempt, path), limits)).subarray(limits.fromByte ?? 0);
  };
  const { sockets, onSignal, onCreate, onExec, cannotActAs } = script;
  return {
    calls,
    place: script.place ?? 'a scripted place',
    readFile,
    readFiles: (paths, limits) =>
      Promise.all(paths.map((path) => readFile(path, limits).catch((error: TransportError) => error))),
    listDir: async (path) => {
      const folder = `${path.replace(/\/$/, '')}/`;
      const names = Object.keys(files)
        .filter((name) => name.startsWith(folder))
        .map((name) => name.slice(folder.length).split('/', 1)[0] as string);
      if (names.length === 0) throw notFound(`list ${path}`);
      return [...new Set(names)];
    },
    readLinks: async (paths) =>
      paths.map((path) => {
        const attempt = `read the link ${path}`;
        const answer = files[path] === undefined ? notFound(attempt) : answerOf(attempt, path);
        if (answer instanceof TransportError) return answer;
        if (typeof answer === 'object' && 'link' in answer) return answer.link;
        return new TransportError('failed', `cannot ${attempt}: not a link`);
      }),
    stat: async (path, options) => {
      const attempt = `look at ${path}`;
      if (files[path] === undefined && Object.keys(files).some((name) => name.startsWith(`${path}/`))) {
        return { ...unset, kind: 'directory' };
      }
      const answer = answerOf(attempt, path);
      if (typeof answer === 'object' && 'stat' in answer) return { ...unset, ...answer.stat };
      if (typeof answer === 'object' && 'link' in answer) return { ...unset, kind: 'link' };
      return { ...unset, kind: 'file', sizeBytes: (await play(attempt, answer, options ?? {})).length };
    },
    exec: async (argv) => {
      calls.push(`exec ${argv.join(' ')}`);
      const outcome = { kind: 'not-started', reason: `${argv[0]} was not found` } as const;
      return { outcome, stdout: new Uint8Array(), stderr: '', durationMs: 1, ...onExec?.(argv) };
    },
    ...(cannotActAs === undefined ? {} : { cannotActAs }),
    ...(sockets === undefined
      ? {}
      : {
          unixSocket: async (path, request, as, limits = {}) => {
            calls.push(`ask ${path}`);
            const socket = sockets[path];
            if (socket === undefined) throw new TransportError('not-found', `cannot ask over ${path}: no such socket`);
            return play(`ask over ${path}`, socket(request, as), limits);
          },
        }),
    ...(onSignal === undefined
      ? {}
      : {
          signal: async (pid) => {
            calls.push(`signal ${pid}`);
            onSignal(pid);
          },
        }),
    ...(onCreate === undefined
      ? {}
      : {
          createEmpty: async (path) => {
            calls.push(`create ${path}`);
            onCreate(path);
            return async () => {
              calls.push(`remove ${path}`);
            };
          },
        }),
  };
};
