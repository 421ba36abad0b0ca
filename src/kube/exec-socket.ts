import type { IncomingMessage } from 'node:http';
import type { ClientOptions, RawData, WebSocket } from 'ws';
import { ClusterError } from '../model/pod-api.ts';
import type { ExecOutcome } from '../model/transport.ts';
import type { Connection } from './connection.ts';
import { urlOf } from './request.ts';
import { channel, outcomeOf } from './status.ts';
import { isStatus, networkError, refusalError } from './words.ts';

export type ExecPlace = { readonly namespace: string; readonly pod: string; readonly container: string };

export type ExecCommand = ExecPlace & { readonly argv: readonly string[]; readonly stdin?: boolean };

export type ExecHandlers = {
  /** A promise pauses the socket until it is done: the reader sets the pace, nothing piles up. */
  readonly onStdout: (bytes: Uint8Array) => Promise<void> | void;
  readonly onStderr: (bytes: Uint8Array) => void;
  /** Once, and the last call: how it ended. Closed without a status is `lost`. */
  readonly onEnd: (outcome: ExecOutcome) => void;
};

export type ExecSocket = {
  write(text: string): void;
  /** Ends it now; onEnd gets that outcome. */
  end(outcome: ExecOutcome): void;
};

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const refusalBytes = 64 * 1024;

const bytesOf = (data: RawData): Buffer => {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
};

/** The kubelet's own words, which the API server hands on as they are: the container has ended since. */
const ofKubelet = /container not found|pod does not exist/;

/** The upgrade to a WebSocket did not reach the API server: something on the way declined it. */
export class UpgradeBlocked extends ClusterError {}

/** From 1.35 on the server wants `create` as well as `get`, and does not say so: `pods "x" is forbidden: `. */
const withReason = (refusal: ClusterError): ClusterError =>
  refusal.code === 'denied' && /is forbidden: \(HTTP 403\)$/.test(refusal.message)
    ? new ClusterError(
        'denied',
        refusal.message.replace(
          /: \(HTTP 403\)$/,
          ': it gives no reason; from 1.35 on an exec needs create on pods/exec, not get alone (kubectl auth can-i create pods --subresource=exec) (HTTP 403)',
        ),
      )
    : refusal;

/** What a server that refused the upgrade had to say. */
const readRefusal = (response: IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let total = 0;
    const done = (): void => resolve(Buffer.concat(chunks).toString());
    response.on('data', (chunk: Uint8Array) => {
      total += chunk.length;
      if (total <= refusalBytes) chunks.push(chunk);
    });
    response.on('end', done);
    response.on('error', done);
    response.on('close', done);
  });

/** Waits for the upgrade. Throws ClusterError. */
const opened = (socket: WebSocket, attempt: string, server: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', (error) => reject(networkError(attempt, server, error)));
    socket.on('close', () =>
      reject(new ClusterError('unreachable', `cannot ${attempt}: ${server} closed the connection`)),
    );
    socket.on('unexpected-response', (_request, response) => {
      void readRefusal(response).then((body) => {
        const refusal = withReason(refusalError(attempt, response.statusCode ?? 0, body));
        // The API server answers with a Status; what else answers is a proxy that knows no WebSockets.
        const isReached = isStatus(body) || ofKubelet.test(body);
        reject(isReached ? refusal : new UpgradeBlocked(refusal.code, refusal.message));
        socket.terminate();
      });
    });
  });

/**
 * Starts a command in a container and hands on what it writes. Resolves when the server accepted it; throws ClusterError
 * when it did not. `signal` ends it at any time.
 */
export const openSocket = async (
  connection: Connection,
  command: ExecCommand,
  handlers: ExecHandlers,
  signal?: AbortSignal,
): Promise<ExecSocket> => {
  const { namespace, pod, container, argv, stdin = false } = command;
  const attempt = `run ${argv[0]} in pod ${pod} container ${container}`;
  const [{ WebSocket: Socket }, options] = await Promise.all([import('ws'), connection.options()]);
  const url = urlOf(
    connection.server,
    `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec`,
    [
      ['container', container],
      ['stdin', String(stdin)],
      ['stdout', 'true'],
      ['stderr', 'true'],
      ...argv.map((word) => ['command', word] as const),
    ],
  );
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  const socket = new Socket(url, protocols, {
    // ws takes what https.request takes; its types do not say so.
    ...(options as unknown as ClientOptions),
    headers: { ...(options.headers as Record<string, string>), 'user-agent': 'jdiag' },
    handshakeTimeout: connection.timeoutMs,
    perMessageDeflate: false,
    maxPayload: 64 * 1024 * 1024,
  });
  const onAbort = (): void => {
    end({ kind: 'aborted' });
  };
  let ended = false;
  let status: ExecOutcome | undefined;
  let closedWith: number | undefined;
  let busy = false;
  const queue: Buffer[] = [];
  const end = (outcome: ExecOutcome): void => {
    if (ended) return;
    ended = true;
    queue.length = 0;
    signal?.removeEventListener('abort', onAbort);
    socket.terminate();
    handlers.onEnd(outcome);
  };
  const take = (message: Buffer): Promise<void> | void => {
    const body = message.subarray(1);
    if (message[0] === channel.stdout) return handlers.onStdout(body);
    if (message[0] === channel.stderr) handlers.onStderr(body);
    else if (message[0] === channel.status) status = outcomeOf(body.toString());
    else if (message[0] !== channel.close)
      end({ kind: 'lost', reason: `the server sent a message on channel ${message[0]}, which does not exist` });
  };
  /** Hands on what came, in order; while the reader is busy the socket rests. */
  const pump = (): void => {
    while (!busy && !ended && queue.length > 0) {
      const working = take(queue.shift() as Buffer);
      if (working === undefined) continue;
      busy = true;
      socket.pause();
      working.then(
        () => {
          busy = false;
          socket.resume();
          pump();
        },
        () => end({ kind: 'lost', reason: 'what it wrote could not be taken' }),
      );
    }
    if (busy || closedWith === undefined) return;
    const reason = `the connection closed (code ${closedWith}) before the command said how it ended`;
    end(status ?? { kind: 'lost', reason });
  };
  // Listening before the upgrade is done: the first output may come in the same packet.
  socket.on('message', (data: RawData) => {
    const message = bytesOf(data);
    // A message without a body opens each channel, stdin included.
    if (ended || message.length <= 1) return;
    queue.push(message);
    pump();
  });
  if (signal?.aborted) {
    socket.on('error', () => undefined);
    socket.terminate();
    throw new ClusterError('aborted', `cannot ${attempt}: interrupted`);
  }
  const early = (): void => socket.terminate();
  signal?.addEventListener('abort', early, { once: true });
  try {
    await opened(socket, attempt, url.host);
  } catch (error) {
    if (signal?.aborted) throw new ClusterError('aborted', `cannot ${attempt}: interrupted`);
    throw error;
  } finally {
    signal?.removeEventListener('abort', early);
  }
  if (!protocols.includes(socket.protocol)) {
    end({ kind: 'lost', reason: `the server speaks neither ${protocols.join(' nor ')}` });
  }
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  socket.on('close', (code) => {
    closedWith = code;
    pump();
  });
  return {
    write: (text) => {
      if (!ended) socket.send(Buffer.concat([Buffer.of(channel.stdin), Buffer.from(text)]));
    },
    end,
  };
};
