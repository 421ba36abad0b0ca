import { ClusterError, type ExecRecord, type Pod, type PodTransport } from '../model/pod-api.ts';
import { statusFields } from '../model/proc-text.ts';
import { type CallLimits, type ExecResult, TransportError } from '../model/transport.ts';
import { type Ahead, lookingAhead } from './ahead.ts';
import { claim } from './claim.ts';
import type { Connection } from './connection.ts';
import { copyOut } from './copy.ts';
import { execInPod } from './exec.ts';
import type { ExecPlace } from './exec-socket.ts';
import { type Files, filesBy } from './files.ts';
import { injectHelper } from './helper/inject.ts';
import { httpByShell } from './http.ts';
import { javaReader } from './java-reader.ts';
import { markLog } from './log.ts';
import { whyDied } from './patient.ts';
import { remembering } from './remembered.ts';
import { outcomeWords, plainRunner } from './runner.ts';
import { openShell, type Shell } from './shell.ts';
import { cannotFork, runnersBy } from './shell-runner.ts';
import { sendSignal, signalByExec } from './signal.ts';
import { askSocket, findSocketClient } from './socket.ts';
import { startFailed } from './status.ts';
import { createEmpty } from './temp-file.ts';
import { execToFile } from './to-file.ts';
import { asWatched, watched } from './watched.ts';

/** The program of the first process; in an image without anything else this is java. */
const firstProgram = '/proc/1/exe';

/** What the transport asks of the API besides exec. */
export type Ask = {
  readonly look: (limits: CallLimits) => Promise<Pod>;
  readonly readLog: Parameters<typeof markLog>[0];
  /** Adds a container beside this one; a sentence: why not. */
  readonly beside: string | ((as: { uid: number; gid: number }, limits: CallLimits) => Promise<PodTransport>);
  /** HTTP through the API server. */
  readonly httpByProxy: NonNullable<PodTransport['httpGet']>;
  /** A file to be written when the shell ends, for whatever reason. */
  readonly endFile?: string;
};

const errorOf = (error: ClusterError): TransportError => {
  const code = { denied: 'denied', aborted: 'aborted', 'timed-out': 'timed-out', 'not-found': 'gone' } as const;
  return new TransportError(code[error.code as keyof typeof code] ?? 'failed', error.message);
};

const noClient = (shell: Shell | undefined, blind: string | undefined): string => {
  if (blind !== undefined) return blind;
  return shell === undefined
    ? 'no shell of the container can start another program'
    : 'no program of the image speaks over UNIX sockets (perl, python3, nc -U, curl)';
};

/** What the image has to ask a JVM with, over a UNIX socket and over HTTP. */
const findTools = async (shell: Shell) => {
  const [client, httpGet] = await Promise.all([findSocketClient(shell), httpByShell(shell)]);
  return { client, httpGet };
};

const noFiles = (reason: string): Files => {
  const refuse = async (): Promise<never> => {
    throw new TransportError('failed', reason);
  };
  return {
    read: refuse,
    readFrom: refuse,
    list: refuse,
    links: async (paths) => paths.map(() => new TransportError('failed', reason)),
    stat: refuse,
  };
};

/**
 * The inside of a container, over exec. What the image has decides: a shell that stays open for everything; where a shell
 * cannot fork any more (the pid limit) or is missing, one exec per group of files; in an image with java alone, java as a
 * reader of small text files. Throws TransportError when nothing can be run at all.
 */
export const podTransport = async (
  connection: Connection,
  pod: Pod,
  container: string,
  ask: Ask,
  limits: CallLimits = {},
): Promise<PodTransport> => {
  const place: ExecPlace = { namespace: pod.namespace, pod: pod.name, container };
  const before = pod.containers.find(({ name }) => name === container);
  const records: ExecRecord[] = [];
  const note = (startedAtMs: number, argv: readonly string[], outcome: string, durationMs: number): void => {
    records.push({ startedAtMs, argv, outcome, durationMs });
  };
  const died = async (signal?: AbortSignal): Promise<string | undefined> =>
    before === undefined ? undefined : whyDied(before, () => ask.look({}), signal);

  const run = async (argv: readonly string[], asked: CallLimits, watch = false): Promise<ExecResult> => {
    const startedAtMs = Date.now();
    const command = watch ? { argv: watched(argv), stdin: true } : { argv };
    const ended = await execInPod(connection, { ...place, ...command }, asked);
    const result = watch ? asWatched(ended) : ended;
    const { outcome } = result;
    const doubtful = (outcome.kind === 'exited' && outcome.code === 137) || outcome.kind === 'lost';
    const reason = doubtful ? await died(asked.signal) : undefined;
    const known: ExecResult =
      reason === undefined ? result : { ...result, outcome: { kind: 'container-died', reason } };
    // The text of the shell around it is the same for all.
    const shown = watch ? ['sh', '-c', '...', ...argv] : argv;
    note(startedAtMs, shown, outcomeWords(known.outcome), known.durationMs);
    return known;
  };
  const plain = plainRunner((argv, asked = {}) => run(argv, asked));

  const newShell = async (asked: CallLimits, meanwhile?: (shell: Shell) => void): Promise<Shell> => {
    const startedAtMs = Date.now();
    const startedAt = performance.now();
    let outcome = 'open';
    try {
      return await openShell(connection, place, asked, meanwhile);
    } catch (error) {
      if (!(error instanceof TransportError || error instanceof ClusterError)) throw error;
      outcome = error.message;
      throw error;
    } finally {
      note(startedAtMs, ['sh'], outcome, Math.round(performance.now() - startedAt));
    }
  };

  const { oneByOne, byShell, guardedBy } = runnersBy(plain, died);

  /** Asked for before it is proved that there is a shell, with the first look at what is java in most containers. */
  let early: { readonly ahead: Ahead; readonly tools: ReturnType<typeof findTools> } | undefined;
  const askEarly = (shell: Shell): void => {
    early = { ahead: lookingAhead(filesBy(byShell(shell), guardedBy(shell))), tools: findTools(shell) };
    early.tools.catch(() => undefined);
    early.ahead.expect(1);
  };

  const openAgain = (asked: CallLimits): Promise<Shell> =>
    newShell(asked).catch((error: unknown) => {
      throw error instanceof ClusterError ? errorOf(error) : error;
    });

  const tryShell = async (): Promise<Shell | 'none' | 'not now'> => {
    try {
      return await newShell(limits, askEarly);
    } catch (error) {
      if (error instanceof ClusterError) throw errorOf(error);
      if (!(error instanceof TransportError)) throw error;
      if (error.code === 'aborted' || error.code === 'timed-out') throw error;
      if (error.code === 'not-found') return 'none';
      if (startFailed.test(error.message)) return 'not now';
      const reason = await died(limits.signal);
      if (reason !== undefined) throw new TransportError('gone', reason);
      return 'not now';
    }
  };

  const readLog: Ask['readLog'] = async (query, asked) => {
    try {
      return await ask.readLog(query, asked);
    } catch (error) {
      throw error instanceof ClusterError ? errorOf(error) : error;
    }
  };

  const opened = await tryShell();
  const shell = typeof opened === 'string' ? undefined : opened;
  const byTools = shell === undefined || early === undefined ? filesBy(plain) : early.ahead.files;
  const [own] = await byTools.read(['/proc/self/status'], limits).catch((error: TransportError) => [error]);
  if (own instanceof TransportError && own.code !== 'not-found') throw own;
  const hasTools = own instanceof Uint8Array;
  const blind = `the container has no shell and no coreutils: only java can be run in it`;
  const usable = shell !== undefined && hasTools && !cannotFork(shell) ? shell : undefined;
  const ahead = usable === undefined ? undefined : early?.ahead;
  const withoutShell = filesBy(shell === undefined ? plain : oneByOne);
  const files: Files = !hasTools
    ? { ...noFiles(blind), read: remembering(javaReader(plain, firstProgram)) }
    : (ahead?.files ?? { ...withoutShell, read: remembering(withoutShell.read) });
  if (!hasTools) {
    const [status] = await files.read(['/proc/1/status'], limits);
    if (status instanceof TransportError && status.code !== 'not-found') throw status;
    if (!(status instanceof Uint8Array)) {
      throw new TransportError(
        'failed',
        `nothing can be run in ${place.pod} container ${container} that would tell of its processes`,
      );
    }
  }
  const fields = statusFields(hasTools ? new TextDecoder().decode(own as Uint8Array) : '');
  const idOf = (field: string): number => Number(fields.get(field)?.split(/\s+/)[1] ?? Number.NaN);
  const self = { uid: idOf('Uid'), gid: idOf('Gid') };
  const tools = usable === undefined ? undefined : await early?.tools;
  const client = tools?.client;
  const httpGet = tools?.httpGet ?? ask.httpByProxy;
  /** Whatever is done to the place, it is looked at anew after it. */
  const acting =
    <Words extends readonly unknown[], Result>(act: (...words: Words) => Promise<Result>) =>
    async (...words: Words): Promise<Result> => {
      try {
        return await act(...words);
      } finally {
        ahead?.forget();
      }
    };
  if (ask.endFile !== undefined) await usable?.script(`jdiag_end=${ask.endFile}`);
  const { beside } = ask;
  let besides: Promise<PodTransport> | undefined;

  const transport: PodTransport = {
    place: `pod ${pod.name} container ${container}`,
    insideLimits: true,
    exec: acting((argv, asked = {}) => run(argv, asked, usable !== undefined)),
    readFile: async (path, asked = {}) => {
      const { fromByte = 0, ...others } = asked;
      if (fromByte > 0) return files.readFrom(path, fromByte, others);
      const [bytes] = await files.read([path], others);
      if (bytes instanceof Uint8Array) return bytes;
      throw bytes ?? new TransportError('failed', `cannot read ${path}`);
    },
    readFiles: files.read,
    ...(ahead === undefined ? {} : { expect: ahead.expect }),
    listDir: files.list,
    readLinks: files.links,
    stat: files.stat,
    cannotActAs: (as) =>
      as.uid === self.uid && as.gid === self.gid
        ? undefined
        : `exec runs as uid ${self.uid} gid ${self.gid} in this container, the JVM as uid ${as.uid} gid ${as.gid}`,
    httpGet,
    ...(before?.http === undefined ? {} : { http: before.http }),
    markLog: markLog(readLog),
    logTail: ({ lines, previous = false, ...asked }) =>
      readLog({ tailLines: String(lines), previous: String(previous) }, asked),
    ...(typeof beside === 'string'
      ? {}
      : {
          beside: async (as, asked = {}) => {
            besides ??= beside(as, asked).catch((error: unknown) => {
              throw error instanceof ClusterError ? errorOf(error) : error;
            });
            return besides;
          },
        }),
    without: {
      ...(typeof beside === 'string' ? { beside } : {}),
      ...(hasTools ? {} : { signal: blind }),
      ...(client === undefined ? { unixSocket: noClient(usable, hasTools ? undefined : blind) } : {}),
      ...(usable === undefined
        ? { copyOut: hasTools ? 'no shell of the container can start another program' : blind }
        : {}),
    },
    ...(hasTools ? {} : { nearlyBlind: blind }),
    ...(usable === undefined
      ? { ...(opened === 'none' || !hasTools ? {} : { signal: signalByExec(plain) }) }
      : {
          signal: acting(sendSignal(usable)),
          createEmpty: acting(createEmpty(usable, files, self)),
          execToFile: acting(execToFile(usable, files)),
          claim: claim(usable, openAgain),
          copyOut: copyOut(openAgain, () => died()),
          ...(client === undefined
            ? {
                injectHelper: injectHelper(usable, files, (unixSocket) =>
                  Object.assign(transport, { unixSocket: acting(unixSocket) }),
                ),
              }
            : { unixSocket: acting(askSocket(usable, files, client)) }),
        }),
    execs: () => records,
    close: () => {
      shell?.close();
      void besides?.then(
        (opened) => opened.close(),
        () => undefined,
      );
    },
  };
  return transport;
};
