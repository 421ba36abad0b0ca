import { randomBytes } from 'node:crypto';
import { type CallLimits, type ExecOutcome, TransportError } from '../model/transport.ts';
import type { Connection } from './connection.ts';
import type { ExecPlace, ExecSocket } from './exec-socket.ts';
import { openExec } from './open-exec.ts';
import { outcomeError, type Run, type Runner } from './runner.ts';

/** One shell in the container that stays open: one exec, one audit record, for many small programs. */
export type Shell = Runner & {
  /** Runs shell text of ours; every foreign word in it must be quoted with `quoted`. */
  script(text: string, limits?: CallLimits): Promise<Run>;
  /** How it ended; undefined while it is open. */
  ended(): ExecOutcome | undefined;
  /** What it complained about outside of any program. */
  complaints(): string;
  close(): void;
};

const defaultMaxBytes = 64 * 1024 * 1024;
const stderrBytes = 64 * 1024;
const markTailBytes = 80;
const graceSeconds = 20;

export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * Files named in $jdiag_files are removed when the shell ends, also when jdiag was killed or the network cut: the end of
 * stdin ends the shell. Those of $jdiag_big wait a while: a copy of one may go on over a new connection, which holds the
 * file open. The shell itself waits: a process left behind would stay a zombie of java as the first process.
 */
const prologue = [
  'LC_ALL=C; export LC_ALL; jdiag_files= jdiag_big= jdiag_end=',
  // Options meant for the application: an agent, a heap of its size.
  'unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS',
  `trap 'test -z "$jdiag_files" || rm -f -- $jdiag_files; test -z "$jdiag_end" || : > $jdiag_end; test -z "$jdiag_big" || { sleep ${graceSeconds}; rm -f -- $jdiag_big; }' EXIT`,
  `trap 'exit 1' HUP INT TERM PIPE`,
  'jdiag_code() { return "$1"; }',
  '',
].join('\n');

type Waiting = {
  readonly mark: string;
  readonly maxBytes: number;
  /** From when its program is the one that runs. */
  readonly start: () => void;
  readonly resolve: (run: Run) => void;
  readonly reject: (error: TransportError) => void;
  readonly stdout: Uint8Array[];
  bytes: number;
  stderr: string;
  /** Undefined: its stdout goes on. */
  code?: number;
  stderrDone?: true;
};

/** The end of what came, long enough for a mark that arrives in pieces. */
const tailOf = ({ stdout }: Waiting): Buffer => {
  const tail: Uint8Array[] = [];
  for (let index = stdout.length - 1, bytes = 0; index >= 0 && bytes < markTailBytes; index--) {
    const chunk = stdout[index] as Uint8Array;
    tail.unshift(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(tail).subarray(-markTailBytes);
};

/** Takes its part of the bytes, up to `\nMARK code\n`; what is behind that belongs to the next one. */
const takeStdout = (waiting: Waiting, bytes: Uint8Array): Uint8Array | undefined => {
  const tail = tailOf(waiting);
  const seen = Buffer.concat([tail, bytes]);
  waiting.stdout.push(bytes);
  waiting.bytes += bytes.length;
  const begin = Buffer.from(`\n${waiting.mark} `);
  const at = seen.indexOf(begin);
  const end = at < 0 ? -1 : seen.indexOf('\n', at + begin.length);
  if (end < 0) return undefined;
  waiting.code = Number(seen.subarray(at + begin.length, end).toString());
  const body = waiting.bytes - (seen.length - at);
  const all = Buffer.concat(waiting.stdout);
  waiting.stdout.splice(0, waiting.stdout.length, all.subarray(0, body));
  return seen.subarray(end + 1);
};

/**
 * Opens a shell. What is asked before the answer to something earlier came is written behind it, and answered in that order: a place
 * far away costs one round trip, not one for each. Throws ClusterError when the server refuses, TransportError when the image has no
 * shell. `meanwhile` may ask already while it is proved that it is one.
 */
export const openShell = async (
  connection: Connection,
  place: ExecPlace,
  limits: CallLimits = {},
  meanwhile: (shell: Shell) => void = () => undefined,
): Promise<Shell> => {
  const nonce = randomBytes(12).toString('hex');
  let count = 0;
  /** In the order in which they were written; the first one runs. */
  const waitings: Waiting[] = [];
  let ended: ExecOutcome | undefined;
  let complaints = '';

  const settle = (): void => {
    for (let first = waitings[0]; first?.code !== undefined && first.stderrDone; first = waitings[0]) {
      waitings.shift();
      waitings[0]?.start();
      first.resolve({ code: first.code, stdout: first.stdout[0] ?? new Uint8Array(), stderr: first.stderr });
    }
  };
  const onStdout = (bytes: Uint8Array): void => {
    for (let left: Uint8Array | undefined = bytes; left !== undefined && left.length > 0; ) {
      const waiting = waitings.find(({ code }) => code === undefined);
      if (waiting === undefined) return;
      left = takeStdout(waiting, left);
      if (left === undefined && waiting.bytes > waiting.maxBytes + markTailBytes) {
        socket?.end({ kind: 'too-large', limitBytes: waiting.maxBytes });
        return;
      }
    }
    settle();
  };
  const onStderr = (bytes: Uint8Array): void => {
    const text = Buffer.from(bytes).toString();
    complaints = (complaints + text).slice(-stderrBytes);
    for (let left: string | undefined = text; left !== undefined && left !== ''; ) {
      const waiting = waitings.find(({ stderrDone }) => stderrDone === undefined);
      if (waiting === undefined) return;
      // The mark must survive the bound: what is dropped is the middle.
      const whole: string = waiting.stderr + left;
      const at = whole.indexOf(`${waiting.mark}\n`);
      const own = at < 0 ? whole : whole.slice(0, at);
      waiting.stderr = own.length > 2 * stderrBytes ? own.slice(0, stderrBytes) + own.slice(-stderrBytes) : own;
      if (at < 0) return;
      waiting.stderrDone = true;
      left = whole.slice(at + waiting.mark.length + 1);
    }
    settle();
  };
  const onEnd = (outcome: ExecOutcome): void => {
    ended = outcome;
    for (const waiting of waitings.splice(0))
      waiting.reject(outcomeError('go on in the shell of the container', outcome));
  };

  let socket: ExecSocket | undefined;
  socket = await openExec(
    connection,
    { ...place, argv: ['sh'], stdin: true },
    { onStdout, onStderr, onEnd },
    limits.signal,
  );
  const open = socket;
  open.write(prologue);

  const script = (text: string, asked: CallLimits = {}): Promise<Run> =>
    new Promise<Run>((resolve, reject) => {
      const { signal, maxBytes = defaultMaxBytes, timeoutMs = connection.timeoutMs } = asked;
      if (ended !== undefined) return reject(outcomeError('use the shell of the container', ended));
      if (signal?.aborted) return reject(new TransportError('aborted', 'interrupted'));
      const onAbort = (): void => open.end({ kind: 'aborted' });
      let timer: NodeJS.Timeout | undefined;
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const mark = `${nonce}-${++count}`;
      const waiting: Waiting = {
        mark,
        maxBytes,
        stdout: [],
        bytes: 0,
        stderr: '',
        start: () => {
          timer = setTimeout(() => open.end({ kind: 'timed-out', afterMs: timeoutMs }), timeoutMs);
        },
        resolve: (run) => {
          done();
          resolve(run);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      waitings.push(waiting);
      if (waitings[0] === waiting) waiting.start();
      open.write(`{ ${text}\n} </dev/null; printf '\\n%s %d\\n' ${mark} $?; printf '%s\\n' ${mark} >&2\n`);
    });
  const shell: Shell = {
    script,
    run: (argv, asked) => script(argv.map(quoted).join(' '), asked),
    ended: () => ended,
    complaints: () => complaints,
    close: () => open.end({ kind: 'exited', code: 0 }),
  };
  // Proves that it is a shell, and that its answers arrive.
  const proof = script('true', limits);
  meanwhile(shell);
  await proof;
  return shell;
};
