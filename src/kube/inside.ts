import { createHash, randomBytes } from 'node:crypto';
import { type CallLimits, type ExecResult, type Transport, TransportError } from '../model/transport.ts';
import type { Files } from './files.ts';
import type { Runner } from './runner.ts';
import { quoted, type Shell } from './shell.ts';

type User = { readonly uid: number; readonly gid: number };

/** Where a file of ours may lie for a moment, first that takes it. */
const folders = ['/tmp', '/var/tmp', '/dev/shm'];
const defaultMaxBytes = 512 * 1024 * 1024;
const defaultTimeoutMs = 20_000;
const lookMs = 200;

const newName = (): string => `.jdiag-${randomBytes(8).toString('hex')}`;

/** An empty file, never over another, removed also when the shell dies. */
const create = async (shell: Shell, path: string, limits: CallLimits = {}): Promise<TransportError | undefined> => {
  const text = `umask 077; set -C; true > ${quoted(path)}; r=$?; set +C; test $r != 0 || jdiag_files="$jdiag_files ${path}"; jdiag_code $r`;
  const { code, stderr } = await shell.script(text, limits);
  if (code === 0) return undefined;
  const why = /read-only/i.test(stderr) ? 'the file system is read-only' : (stderr.split('\n')[0]?.slice(-200) ?? '');
  return new TransportError(/denied/i.test(stderr) ? 'denied' : 'failed', `cannot create ${path}: ${why}`);
};

export const removeFile = async (shell: Shell, path: string): Promise<void> => {
  const { code, stderr } = await shell.script(`rm -f -- ${quoted(path)}`);
  if (code !== 0) throw new TransportError('failed', `cannot remove ${path}: ${stderr.trim().slice(-200)}`);
};

/** A path that goes unquoted into the list of files to remove must be of plain letters. */
const isPlain = (path: string): boolean => /^[\w./-]+$/.test(path);

/** An empty file of ours in the first folder that takes it. Throws TransportError. */
export const createTemp = async (shell: Shell, places: readonly string[] = folders): Promise<string> => {
  const failures: string[] = [];
  for (const folder of places) {
    const path = `${folder}/${newName()}`;
    const failure = await create(shell, path);
    if (failure === undefined) return path;
    failures.push(failure.message);
  }
  throw new TransportError('failed', failures.join('; '));
};

/** Copies a file of ours and proves by length and sha256 that all of it arrived. */
const fetchVerified = async (shell: Shell, files: Files, path: string, limits: CallLimits): Promise<Uint8Array> => {
  const [[bytes], sum] = await Promise.all([
    files.read([path], { maxBytes: defaultMaxBytes, ...limits }),
    shell.run(['sha256sum', '--', path], limits),
  ]);
  if (!(bytes instanceof Uint8Array)) throw bytes ?? new TransportError('failed', `cannot read ${path}`);
  if (sum.code === 127) return bytes;
  const [expected = ''] = Buffer.from(sum.stdout).toString().split(' ');
  if (createHash('sha256').update(bytes).digest('hex') !== expected)
    throw new TransportError('failed', `${path} did not arrive as it was: its sha256 differs`);
  return bytes;
};

/**
 * The command ends also when nobody waits for it any more: only then the shell cleans up. timeout(1) is not used for it: that
 * of busybox leaves its watcher behind, and java as the first process of a container reaps no strangers, so that a zombie
 * takes one of its pids for good. Here the shell waits for all that it started. Commands in the background lose their stdin.
 */
export const ending = (argv: readonly string[], limits: CallLimits): string => {
  const looks = Math.ceil((limits.timeoutMs ?? defaultTimeoutMs) / lookMs);
  // Ends by itself when the command did: a signal to it could leave its own sleep behind.
  const watch = `n=0; while [ $n -lt ${looks} ] && kill -0 $p; do sleep ${lookMs / 1000} || sleep 1; n=$((n+1)); done; kill $p`;
  const command = argv.map(quoted).join(' ');
  const run = `exec 4<&0; ${command} <&4 4<&- & p=$!; ( ${watch} ) 4<&- >/dev/null 2>&1 </dev/null & w=$!`;
  return `{ ${run}; wait $p; r=$?; wait $w; exec 4<&-; jdiag_code $r; }`;
};

/** The output goes into a file in the container, then it is copied, verified and removed. */
export const execToFile =
  (shell: Shell, files: Files): NonNullable<Transport['execToFile']> =>
  async (argv, limits = {}): Promise<ExecResult> => {
    const startedAt = performance.now();
    const path = await createTemp(shell);
    try {
      const { code, stderr } = await shell.script(`${ending(argv, limits)} > ${quoted(path)}`, limits);
      const stdout = await fetchVerified(shell, files, path, limits);
      return {
        outcome: { kind: 'exited', code },
        stdout,
        stderr,
        durationMs: Math.round(performance.now() - startedAt),
      };
    } finally {
      // With the shell gone its trap has removed the file.
      if (shell.ended() === undefined) await removeFile(shell, path);
    }
  };

export const createEmpty =
  (shell: Shell, files: Files, self: User): NonNullable<Transport['createEmpty']> =>
  async (path, as) => {
    if (!isPlain(path)) throw new TransportError('failed', `cannot create ${path}: an odd name`);
    if (self.uid !== as.uid || self.gid !== as.gid)
      throw new TransportError(
        'denied',
        `cannot create ${path} for uid ${as.uid} gid ${as.gid}: exec runs as uid ${self.uid} gid ${self.gid}`,
      );
    const failure = await create(shell, path);
    if (failure !== undefined) throw failure;
    const { uid } = await files.stat(path);
    if (uid !== as.uid) {
      await removeFile(shell, path);
      throw new TransportError('denied', `cannot create ${path}: it would belong to uid ${uid}`);
    }
    return () => removeFile(shell, path);
  };

/** Registers a file that is not there yet. A name that is taken back stays in the list: its removal again does nothing. */
export const claim =
  (shell: Shell): NonNullable<Transport['claim']> =>
  async (path, limits) => {
    if (!isPlain(path)) throw new TransportError('failed', `cannot claim ${path}: an odd name`);
    const file = quoted(path);
    const text = `if test -e ${file} || test -L ${file}; then jdiag_code 1; else jdiag_big="$jdiag_big ${path}"; fi`;
    if ((await shell.script(text, limits)).code !== 0)
      throw new TransportError('failed', `cannot claim ${path}: something is there already`);
    return async () => {
      if (shell.ended() !== undefined) return;
      await removeFile(shell, path);
      await shell.script(
        `set -- $jdiag_big; jdiag_big=; for f; do test "$f" = ${file} || jdiag_big="$jdiag_big $f"; done`,
      );
    };
  };

/** A shell of its own for the builtin, which needs no further process: works at the pid limit. */
export const signalByExec =
  (runner: Runner): NonNullable<Transport['signal']> =>
  async (pid, signal) => {
    if (!Number.isInteger(pid) || pid <= 0) throw new TransportError('failed', `cannot send ${signal} to pid ${pid}`);
    const name = signal.slice('SIG'.length);
    const { code, stderr } = await runner.run(['sh', '-c', `kill -${name} "$0"`, String(pid)]);
    if (code !== 0)
      throw new TransportError('failed', `cannot send ${signal} to pid ${pid}: ${stderr.trim().slice(-200)}`);
  };

/** A builtin of the shell: no process is started. */
export const sendSignal =
  (shell: Shell): NonNullable<Transport['signal']> =>
  async (pid, signal) => {
    if (!Number.isInteger(pid) || pid <= 0) throw new TransportError('failed', `cannot send ${signal} to pid ${pid}`);
    const { code, stderr } = await shell.script(`kill -${signal.slice('SIG'.length)} ${pid}`);
    if (code === 0) return;
    const gone = /no such process/i.test(stderr);
    throw new TransportError(
      gone ? 'gone' : 'denied',
      `cannot send ${signal} to pid ${pid}: ${stderr.trim().slice(-200)}`,
    );
  };

/** Programs that can speak over a UNIX socket: the request comes from printf, the answer goes to stdout. */
const perlClient =
  'use IO::Socket::UNIX;$s=IO::Socket::UNIX->new(Peer=>shift)or die"connect: $!\\n";' +
  'local $/;$q=<STDIN>;syswrite($s,$q)==length($q)or die"write: $!\\n";while(sysread($s,$b,65536)){print $b}';
const pythonClient =
  'import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\ns.sendall(sys.stdin.buffer.read())\n' +
  'while True:\n b=s.recv(65536)\n if not b: break\n sys.stdout.buffer.write(b)\nsys.stdout.buffer.flush()';

const clients: Readonly<Record<string, (path: string) => readonly string[]>> = {
  perl: (path) => ['perl', '-e', perlClient, path],
  python3: (path) => ['python3', '-c', pythonClient, path],
  nc: (path) => ['nc', '-U', path],
  curl: (path) => ['curl', '-s', '-N', '--unix-socket', path, 'telnet://localhost'],
};

/** The first program of the image that speaks over UNIX sockets, proved by trying: not every nc and curl does. */
export const findSocketClient = async (shell: Shell): Promise<string | undefined> => {
  const probes: Readonly<Record<string, string>> = {
    perl: 'perl -MIO::Socket::UNIX -e 1',
    python3: 'python3 -c "import socket; socket.AF_UNIX"',
    nc: 'case "$(nc -h 2>&1)" in *-U*|*-*U*x*) test "$(readlink -f "$(command -v nc)")" != /bin/busybox;; *) false;; esac',
    curl: 'case "$(curl --version)" in *telnet*) true;; *) false;; esac',
  };
  const tries = Object.entries(probes).map(
    ([name, test]) => `if command -v ${name} >&2 && ${test} >&2; then echo ${name}; else `,
  );
  const { stdout } = await shell.script(`${tries.join('')}:${'; fi'.repeat(tries.length)}`);
  const found = Buffer.from(stdout).toString().trim();
  return found === '' ? undefined : found;
};

export const octal = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** The answer lands in a file first: the JVM never waits for the network. */
export const askSocket =
  (shell: Shell, files: Files, client: string | { readonly path: string }): NonNullable<Transport['unixSocket']> =>
  async (path, request, _as, limits = {}) => {
    const answer = await createTemp(shell);
    try {
      const argv =
        typeof client === 'string'
          ? (clients[client] as (path: string) => readonly string[])(path)
          : [client.path, path];
      const text = `printf '${octal(request)}' | ${ending(argv, limits)} > ${quoted(answer)}`;
      const { code, stderr } = await shell.script(text, limits);
      const bytes = await fetchVerified(shell, files, answer, limits);
      if (code === 0) return bytes;
      throw new TransportError(
        'failed',
        `cannot ask over ${path} by ${typeof client === 'string' ? client : 'our helper'}: ${stderr.trim().slice(-200)}`,
        bytes,
      );
    } finally {
      if (shell.ended() === undefined) await removeFile(shell, answer);
    }
  };
