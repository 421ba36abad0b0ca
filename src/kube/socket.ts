import { type Transport, TransportError } from '../model/transport.ts';
import type { Files } from './files.ts';
import { quoted, type Shell } from './shell.ts';
import { createTemp, removeFile } from './temp-file.ts';
import { ending, fetchVerified } from './to-file.ts';

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
