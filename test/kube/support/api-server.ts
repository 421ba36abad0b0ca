import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';

/** How the server misbehaves; bytes are counted on stdout. */
export type Misbehaviour = {
  /** Cut every message into pieces of this length. */
  readonly frameBytes?: number;
  /** The TCP connection is gone. */
  readonly dropAt?: number;
  /** What comes after is lost, and it ends like a success. */
  readonly truncateAt?: number;
  readonly stallAt?: number;
  /** A clean close, no status. */
  readonly closeAt?: number;
  readonly wrongChannelAt?: number;
};

export type Script = {
  /** Answers the upgrade with this instead. */
  readonly handshake?: { readonly status: number; readonly body: string };
  readonly protocol?: string;
  readonly misbehaviour?: Misbehaviour;
  /** Instead of running the command: write, then the status; absent parts stay out. */
  readonly answer?: {
    readonly stdout?: readonly Uint8Array[];
    readonly stderr?: Uint8Array;
    readonly status?: unknown;
    readonly keepOpen?: boolean;
  };
  /** Instead of running a shell: what it answers to that on its stdin. Made anew for each. */
  readonly shell?: () => (stdin: string) => readonly { readonly stdout: Uint8Array; readonly stderr: string }[];
  /** Answers of the other calls by path. */
  readonly api?: (
    path: string,
    request: IncomingMessage,
    body: string,
  ) => { readonly status: number; readonly body: unknown };
};

export type ApiServer = {
  readonly url: string;
  /** Commands that were asked for, in order. */
  readonly commands: readonly (readonly string[])[];
  readonly requests: readonly IncomingMessage[];
  readonly script: { current: Script };
  /** Bytes that wait on the server because the client does not read. */
  waitingBytes(): number;
  kubeconfig(user?: object, cluster?: object): string;
  close(): Promise<void>;
};

export const success = { metadata: {}, status: 'Success' };
export const failure = (code: number): unknown => ({
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: exit status ${code}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
});

const notStarted = (program: string): unknown => ({
  metadata: {},
  status: 'Failure',
  message: `error executing command in container: exec: "${program}": executable file not found in $PATH: unknown`,
  reason: 'InternalError',
});

const send = (socket: WebSocket, channel: number, bytes: Uint8Array): void =>
  socket.send(Buffer.concat([Buffer.of(channel), bytes]));

/** Passes stdout on as told. `false`: nothing more may be sent, not even a status. */
const misbehaving = (socket: WebSocket, how: Misbehaviour) => {
  let sent = 0;
  let over = false;
  let truncated = false;
  const points = [how.dropAt, how.truncateAt, how.stallAt, how.closeAt, how.wrongChannelAt];
  const limit = Math.min(...points.filter((point): point is number => point !== undefined));
  const stdout = (bytes: Uint8Array): void => {
    if (over || truncated) return;
    const room = Math.min(bytes.length, limit - sent);
    const size = how.frameBytes ?? Math.max(1, room);
    for (let at = 0; at < room; at += size) send(socket, 1, bytes.subarray(at, Math.min(at + size, room)));
    sent += room;
    if (sent < limit) return;
    if (how.truncateAt === limit) {
      truncated = true;
      return;
    }
    over = true;
    if (how.dropAt === limit) socket.terminate();
    else if (how.closeAt === limit) socket.close(1000);
    else if (how.wrongChannelAt === limit) send(socket, 9, Buffer.from('?'));
  };
  return { stdout, isOver: () => over, isTruncated: () => truncated };
};

const runHere = (socket: WebSocket, argv: readonly string[], how: Misbehaviour, children: Set<ChildProcess>): void => {
  const child = spawn(argv[0] as string, argv.slice(1), { stdio: 'pipe' });
  children.add(child);
  const { stdout, isOver, isTruncated } = misbehaving(socket, how);
  const status = (value: unknown): void => {
    if (isOver() || socket.readyState !== socket.OPEN) return;
    send(socket, 3, Buffer.from(JSON.stringify(value)));
    socket.close(1000);
  };
  child.stdout.on('data', (bytes: Uint8Array) => {
    stdout(bytes);
    if (isTruncated()) {
      status(success);
      child.kill('SIGKILL');
    }
  });
  child.stderr.on('data', (bytes: Uint8Array) => {
    if (!isOver()) send(socket, 2, bytes);
  });
  child.stdin.on('error', () => undefined);
  child.on('error', () => status(notStarted(argv[0] as string)));
  child.on('close', (code, signal) => {
    children.delete(child);
    const exit = code ?? (signal === null ? 1 : 137);
    status(exit === 0 ? success : failure(exit));
  });
  socket.on('message', (data: Buffer) => {
    if (data[0] === 0) child.stdin.write(data.subarray(1));
  });
  // As containerd does: the end of the connection is the end of stdin, and the command is not killed.
  socket.on('close', () => child.stdin.end());
};

/** An API server on the loopback that runs commands as processes of this machine, or plays a script. */
export const startApiServer = async (first: Script = {}, tls?: ServerOptions): Promise<ApiServer> => {
  const script = { current: first };
  const commands: string[][] = [];
  const requests: IncomingMessage[] = [];
  const children = new Set<ChildProcess>();
  const open = new Set<WebSocket>();
  const answer: RequestListener = (request, response) => {
    requests.push(request);
    let sent = '';
    request.on('data', (bytes: Uint8Array) => {
      sent += bytes.toString();
    });
    request.on('end', () => {
      const said = script.current.api?.(request.url ?? '', request, sent) ?? {
        status: 404,
        body: { kind: 'Status', message: 'not found' },
      };
      response.writeHead(said.status, { 'content-type': 'application/json' });
      response.end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body));
    });
  };
  const server: Server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => script.current.protocol ?? [...offered][0] ?? false,
  });
  server.on('upgrade', (request, raw, head) => {
    requests.push(request);
    const { handshake } = script.current;
    if (handshake !== undefined) {
      const body = Buffer.from(handshake.body);
      raw.end(`HTTP/1.1 ${handshake.status} No\r\nContent-Length: ${body.length}\r\n\r\n${handshake.body}`);
      return;
    }
    const argv = new URL(request.url ?? '', 'http://x').searchParams.getAll('command');
    commands.push(argv);
    sockets.handleUpgrade(request, raw, head, (socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
      for (const each of [0, 1, 2, 3]) send(socket, each, new Uint8Array());
      const { answer: said, misbehaviour = {}, shell } = script.current;
      if (shell !== undefined && argv.join(' ') === 'sh') {
        const reply = shell();
        socket.on('message', (data: Buffer) => {
          for (const { stdout, stderr } of data[0] === 0 ? reply(data.subarray(1).toString()) : []) {
            send(socket, 1, stdout);
            send(socket, 2, Buffer.from(stderr));
          }
        });
        return;
      }
      if (said === undefined) {
        runHere(socket, argv, misbehaviour, children);
        return;
      }
      const { stdout, isOver } = misbehaving(socket, misbehaviour);
      for (const bytes of said.stdout ?? []) stdout(bytes);
      if (said.stderr !== undefined) send(socket, 2, said.stderr);
      if (isOver() || said.keepOpen === true) return;
      if (said.status !== undefined) send(socket, 3, Buffer.from(JSON.stringify(said.status)));
      socket.close(1000);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'jdiag-kube-'));
  return {
    url,
    commands,
    requests,
    script,
    waitingBytes: () => [...open].reduce((sum, socket) => sum + socket.bufferedAmount, 0),
    kubeconfig: (user = { token: 'secret-token' }, cluster = { 'insecure-skip-tls-verify': true }) => {
      const path = join(folder, `config-${requests.length}-${Math.trunc(performance.now() * 1000)}`);
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'test',
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'shop' } }],
        clusters: [{ name: 'test', cluster: { server: url, ...cluster } }],
        users: [{ name: 'test', user }],
      };
      writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
      return path;
    },
    close: async () => {
      for (const socket of open) socket.terminate();
      for (const child of children) child.kill('SIGKILL');
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
