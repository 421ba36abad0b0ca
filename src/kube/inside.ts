import { statusFields } from '../model/proc-text.ts';
import { type CallLimits, TransportError } from '../model/transport.ts';
import { type Ahead, lookingAhead } from './ahead.ts';
import type { ContainerExecs } from './container-execs.ts';
import { type Files, filesBy } from './files.ts';
import { httpByShell } from './http.ts';
import { javaReader } from './java-reader.ts';
import { remembering } from './remembered.ts';
import type { Shell } from './shell.ts';
import { cannotFork, runnersBy } from './shell-runner.ts';
import { findSocketClient } from './socket.ts';
import { startFailed } from './status.ts';
import { transportErrorOf } from './transport-error.ts';

/** What the image has to ask a JVM with, over a UNIX socket and over HTTP. */
const findTools = async (shell: Shell) => {
  const [client, httpGet] = await Promise.all([findSocketClient(shell), httpByShell(shell)]);
  return { client, httpGet };
};

/** The inside of a container as its image and its limits let it be seen. */
export type Inside = {
  readonly files: Files;
  /** head, stat and ls. Without them java is the only reader. */
  readonly hasTools: boolean;
  /** The image has a shell, whether it can be used now or not. */
  readonly hasShell: boolean;
  /** The shell that stays open, whether it can start other programs or not: to be closed. */
  readonly opened?: Shell;
  /** The same shell, where it can start other programs. */
  readonly shell?: Shell;
  readonly ahead?: Ahead;
  readonly tools?: Awaited<ReturnType<typeof findTools>>;
  /** Whom exec runs as. NaN: not known. */
  readonly self: { readonly uid: number; readonly gid: number };
};

/** The program of the first process; in an image without anything else this is java. */
const firstProgram = '/proc/1/exe';

export const blind = 'the container has no shell and no coreutils: only java can be run in it';

const noFiles = (): Files => {
  const refuse = async (): Promise<never> => {
    throw new TransportError('failed', blind);
  };
  return {
    read: refuse,
    readFrom: refuse,
    list: refuse,
    links: async (paths) => paths.map(() => new TransportError('failed', blind)),
    stat: refuse,
  };
};

/** In an image with java alone, java reads small text files. */
const filesByJava = async (execs: ContainerExecs, where: string, limits: CallLimits): Promise<Files> => {
  const files = { ...noFiles(), read: remembering(javaReader(execs.plain, firstProgram)) };
  const [status] = await files.read(['/proc/1/status'], limits);
  if (status instanceof Uint8Array) return files;
  if (status instanceof TransportError && status.code !== 'not-found') throw status;
  throw new TransportError('failed', `nothing can be run in ${where} that would tell of its processes`);
};

const selfOf = (status: Uint8Array | undefined): Inside['self'] => {
  const fields = statusFields(new TextDecoder().decode(status));
  const idOf = (field: string): number => Number(fields.get(field)?.split(/\s+/)[1] ?? Number.NaN);
  return { uid: idOf('Uid'), gid: idOf('Gid') };
};

/** Opens a shell and finds out what can be done in it. Throws TransportError when nothing can be run at all. */
export const lookInside = async (
  execs: ContainerExecs,
  died: (signal?: AbortSignal) => Promise<string | undefined>,
  where: string,
  limits: CallLimits,
): Promise<Inside> => {
  const { plain } = execs;
  const { oneByOne, byShell, guardedBy } = runnersBy(plain, died);

  /** Asked for before it is proved that there is a shell, with the first look at what is java in most containers. */
  let early: { readonly ahead: Ahead; readonly tools: ReturnType<typeof findTools> } | undefined;
  const askEarly = (shell: Shell): void => {
    early = { ahead: lookingAhead(filesBy(byShell(shell), guardedBy(shell))), tools: findTools(shell) };
    early.tools.catch(() => undefined);
    early.ahead.expect(1);
  };

  const tryShell = async (): Promise<Shell | 'none' | 'not now'> => {
    try {
      return await execs.shell(limits, askEarly);
    } catch (error) {
      if (!(error instanceof TransportError)) throw transportErrorOf(error);
      if (error.code === 'aborted' || error.code === 'timed-out') throw error;
      if (error.code === 'not-found') return 'none';
      if (startFailed.test(error.message)) return 'not now';
      const reason = await died(limits.signal);
      if (reason !== undefined) throw new TransportError('gone', reason);
      return 'not now';
    }
  };

  const answer = await tryShell();
  const opened = typeof answer === 'string' ? undefined : answer;
  const byTools = opened === undefined || early === undefined ? filesBy(plain) : early.ahead.files;
  const [own] = await byTools.read(['/proc/self/status'], limits).catch((error: TransportError) => [error]);
  if (own instanceof TransportError && own.code !== 'not-found') throw own;
  const self = selfOf(own instanceof Uint8Array ? own : undefined);
  const seen = { self, hasShell: answer !== 'none', ...(opened === undefined ? {} : { opened }) };
  if (!(own instanceof Uint8Array)) {
    return { ...seen, hasTools: false, files: await filesByJava(execs, where, limits) };
  }
  if (opened === undefined || early === undefined || cannotFork(opened)) {
    const files = filesBy(opened === undefined ? plain : oneByOne);
    return { ...seen, hasTools: true, files: { ...files, read: remembering(files.read) } };
  }
  const { ahead } = early;
  return { ...seen, hasTools: true, shell: opened, ahead, files: ahead.files, tools: await early.tools };
};
