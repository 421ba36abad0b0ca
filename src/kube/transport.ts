import type { Pod, PodTransport } from '../model/pod-api.ts';
import { type CallLimits, TransportError } from '../model/transport.ts';
import { claim } from './claim.ts';
import type { Connection } from './connection.ts';
import { containerExecs } from './container-execs.ts';
import { copyOut } from './copy.ts';
import { injectHelper } from './helper/inject.ts';
import { blind, type Inside, lookInside } from './inside.ts';
import { markLog } from './log.ts';
import { whyDied } from './patient.ts';
import { sendSignal, signalByExec } from './signal.ts';
import { askSocket } from './socket.ts';
import { createEmpty } from './temp-file.ts';
import { execToFile } from './to-file.ts';
import { asTransport } from './transport-error.ts';

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

const noFork = 'no shell of the container can start another program';

const noClient = ({ hasTools, shell }: Inside): string => {
  if (!hasTools) return blind;
  return shell === undefined ? noFork : 'no program of the image speaks over UNIX sockets (perl, python3, nc -U, curl)';
};

/** What cannot be done there, and why. */
const withoutOf = (inside: Inside, beside: Ask['beside']): NonNullable<PodTransport['without']> => ({
  ...(typeof beside === 'string' ? { beside } : {}),
  ...(inside.hasTools ? {} : { signal: blind }),
  ...(inside.tools?.client === undefined ? { unixSocket: noClient(inside) } : {}),
  ...(inside.shell === undefined ? { copyOut: inside.hasTools ? noFork : blind } : {}),
});

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
  const before = pod.containers.find(({ name }) => name === container);
  const died = async (signal?: AbortSignal): Promise<string | undefined> =>
    before === undefined ? undefined : whyDied(before, () => ask.look({}), signal);
  const execs = containerExecs(connection, { namespace: pod.namespace, pod: pod.name, container }, died);
  const inside = await lookInside(execs, died, `${pod.name} container ${container}`, limits);
  const { files, shell, ahead, self, tools } = inside;
  const readLog: Ask['readLog'] = (query, asked) => asTransport(() => ask.readLog(query, asked));
  const openAgain = (asked: CallLimits) => asTransport(() => execs.shell(asked));
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
  if (ask.endFile !== undefined) await shell?.script(`jdiag_end=${ask.endFile}`);
  const { beside } = ask;
  let besides: Promise<PodTransport> | undefined;

  const transport: PodTransport = {
    place: `pod ${pod.name} container ${container}`,
    insideLimits: true,
    exec: acting((argv, asked = {}) => execs.run(argv, asked, shell !== undefined)),
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
    httpGet: tools?.httpGet ?? ask.httpByProxy,
    ...(before?.http === undefined ? {} : { http: before.http }),
    markLog: markLog(readLog),
    logTail: ({ lines, previous = false, ...asked }) =>
      readLog({ tailLines: String(lines), previous: String(previous) }, asked),
    ...(typeof beside === 'string'
      ? {}
      : {
          beside: async (as, asked = {}) => {
            besides ??= asTransport(() => beside(as, asked));
            return besides;
          },
        }),
    without: withoutOf(inside, beside),
    ...(inside.hasTools ? {} : { nearlyBlind: blind }),
    ...(shell === undefined
      ? { ...(inside.hasShell && inside.hasTools ? { signal: signalByExec(execs.plain) } : {}) }
      : {
          signal: acting(sendSignal(shell)),
          createEmpty: acting(createEmpty(shell, files, self)),
          execToFile: acting(execToFile(shell, files)),
          claim: claim(shell, openAgain),
          copyOut: copyOut(openAgain, () => died()),
          ...(tools?.client === undefined
            ? {
                injectHelper: injectHelper(shell, files, (unixSocket) =>
                  Object.assign(transport, { unixSocket: acting(unixSocket) }),
                ),
              }
            : { unixSocket: acting(askSocket(shell, files, tools.client)) }),
        }),
    execs: () => execs.records,
    close: () => {
      inside.opened?.close();
      void besides?.then(
        (opened) => opened.close(),
        () => undefined,
      );
    },
  };
  return transport;
};
