import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { type CallLimits, TransportError } from '../model/transport.ts';
import { withLimits } from './local-files.ts';

type User = { readonly uid: number; readonly gid: number };

const defaultMaxBytes = 512 * 1024 * 1024;
const defaultTimeoutMs = 10_000;

/** Why this process cannot take that user's place; undefined when it can. */
export const cannotActAs = (as: User): string | undefined => {
  const uid = process.geteuid?.();
  const gid = process.getegid?.();
  if (uid === undefined) return `${process.platform} has no user ids: JVMs on this machine are examined on Linux only`;
  if (uid === 0 || (uid === as.uid && gid === as.gid)) return undefined;
  return uid === as.uid
    ? `the JVM runs with group ${as.gid}, jdiag with group ${gid}: run jdiag as root, or with that group (sg)`
    : `the JVM belongs to uid ${as.uid}, jdiag runs as uid ${uid}: run jdiag with sudo, or as that user`;
};

/** What an error of connect or read means for the asker. */
const socketError = (path: string, code: string | undefined, partial: Uint8Array): TransportError => {
  const attempt = `ask over ${path}`;
  if (code === 'ECONNREFUSED') return new TransportError('gone', `cannot ${attempt}: nobody listens there any more`);
  if (code === 'ENOENT') return new TransportError('not-found', `cannot ${attempt}: no such socket`);
  if (code === 'EACCES' || code === 'EPERM')
    return new TransportError('denied', `cannot ${attempt}: permission denied`);
  const text = code === 'EPIPE' || code === 'ECONNRESET' ? 'the other side closed the connection' : (code ?? 'failed');
  return new TransportError('failed', `cannot ${attempt}: ${text}`, partial);
};

/** Reads straight into memory: whoever uses the answer can be as slow as they like without holding the JVM. */
const askHere = (path: string, request: Uint8Array, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let total = 0;
    const socket = connect({ path, allowHalfOpen: true });
    const stop = (): void => {
      socket.destroy();
    };
    signal.addEventListener('abort', stop, { once: true });
    const partial = (): Uint8Array => Buffer.concat(chunks, total);
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      total += chunk.length;
      if (total <= maxBytes) return;
      socket.destroy();
      reject(new TransportError('too-large', `the answer over ${path} is above ${maxBytes} bytes`, partial()));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => reject(socketError(path, error.code, partial())));
    socket.on('end', () => {
      socket.destroy();
      resolve(partial());
    });
    socket.on('close', () => signal.removeEventListener('abort', stop));
  });

/**
 * The program of the child: takes the effective ids of the JVM's user, asks, keeps the whole answer in memory, then
 * hands it on, so that a busy parent never holds the JVM. Only the *effective* ids change: the kernel counts threads
 * (RLIMIT_NPROC) by the real uid, and a child under the JVM's real uid would eat the head-room of a JVM at its limit.
 * A string, not a function: it must survive bundling as it is.
 */
const childProgram = `
const [path, uid, gid, maxBytes, timeoutMs, request] = process.argv.slice(1);
const fail = (code, chunks) => {
  process.exitCode = 3;
  process.stderr.write(code);
  if (chunks) process.stdout.write(Buffer.concat(chunks));
};
try {
  process.setgroups([]);
  process.setegid(Number(gid));
  process.seteuid(Number(uid));
} catch (error) {
  fail(error.code);
  process.exit();
}
const chunks = [];
let total = 0;
const socket = require('node:net').connect({ path, allowHalfOpen: true });
setTimeout(() => { socket.destroy(); fail('ETIMEDOUT', chunks); }, Number(timeoutMs)).unref();
socket.on('connect', () => socket.write(Buffer.from(request, 'base64')));
socket.on('data', (chunk) => {
  chunks.push(chunk);
  total += chunk.length;
  if (total > Number(maxBytes)) { socket.destroy(); fail('EFBIG', chunks); }
});
socket.on('error', (error) => fail(error.code || String(error), chunks));
socket.on('end', () => { socket.destroy(); process.stdout.write(Buffer.concat(chunks)); });
`;

const askInChild = (
  path: string,
  request: Uint8Array,
  as: User,
  limits: { readonly maxBytes: number; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const values = [path, as.uid, as.gid, limits.maxBytes, limits.timeoutMs, Buffer.from(request).toString('base64')];
    const child = spawn(process.execPath, ['-e', childProgram, ...values.map(String)], {
      cwd: '/',
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Uint8Array[] = [];
    let complaint = '';
    const stop = (): void => {
      child.kill('SIGKILL');
    };
    limits.signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Uint8Array) => {
      complaint = (complaint + String(chunk)).slice(0, 4096);
    });
    child.on('error', (error) =>
      reject(new TransportError('failed', `cannot start a child process: ${error.message}`)),
    );
    child.on('close', (code) => {
      limits.signal.removeEventListener('abort', stop);
      const answer = Buffer.concat(chunks);
      if (code === 0) resolve(answer);
      else if (complaint === 'EFBIG')
        reject(new TransportError('too-large', `the answer over ${path} is above ${limits.maxBytes} bytes`, answer));
      else if (complaint === 'ETIMEDOUT')
        reject(new TransportError('timed-out', `cannot ask over ${path}: no answer in ${limits.timeoutMs} ms`, answer));
      else reject(socketError(path, complaint.trim().split('\n').pop(), answer));
    });
  });

export const askLocalSocket = (
  path: string,
  request: Uint8Array,
  as: User,
  limits: CallLimits = {},
): Promise<Uint8Array> => {
  const { maxBytes = defaultMaxBytes, timeoutMs = defaultTimeoutMs } = limits;
  const refusal = cannotActAs(as);
  if (refusal !== undefined) return Promise.reject(new TransportError('denied', refusal));
  const over = new AbortController();
  const here = process.geteuid?.() === as.uid && process.getegid?.() === as.gid;
  return withLimits(`ask over ${path}`, { ...limits, timeoutMs }, () =>
    here
      ? askHere(path, request, maxBytes, over.signal)
      : askInChild(path, request, as, { maxBytes, timeoutMs, signal: over.signal }),
  ).finally(() => over.abort());
};
