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
  readonly resolve: (run: Run) => void;
  readonly reject: (error: TransportError) => void;
  readonly stdout: Uint8Array[];
  bytes: number;
  stderr: string;
  code?: number;
  stderrDone?: true;
};

/** `\nMARK code\n` at the very end of what came: the shell writes nothing after it. */
const codeAtEnd = (waiting: Waiting): number | undefined => {
  const tail: Uint8Array[] = [];
  for (let index = waiting.stdout.length - 1, bytes = 0; index >= 0 && bytes < markTailBytes; index--) {
    const chunk = waiting.stdout[index] as Uint8Array;
    tail.unshift(chunk);
    bytes += chunk.length;
  }
  const text = Buffer.concat(tail).toString('latin1').slice(-markTailBytes);
  const match = new RegExp(`\\n${waiting.mark} (\\d+)\\n$`).exec(text);
  return match === null ? undefined : Number(match[1]);
};

/** Opens a shell. Throws ClusterError when the server refuses, TransportError when the image has no shell. */
export const openShell = async (connection: Connection, place: ExecPlace, limits: CallLimits = {}): Promise<Shell> => {
  const nonce = randomBytes(12).toString('hex');
  let count = 0;
  let current: Waiting | undefined;
  let ended: ExecOutcome | undefined;
  let complaints = '';
  let queue: Promise<unknown> = Promise.resolve();

  const settle = (waiting: Waiting): void => {
    if (waiting.code === undefined || !waiting.stderrDone) return;
    current = undefined;
    const all = Buffer.concat(waiting.stdout);
    const end = all.length - `\n${waiting.mark} ${waiting.code}\n`.length;
    waiting.resolve({ code: waiting.code, stdout: all.subarray(0, end), stderr: waiting.stderr });
  };
  const onStdout = (bytes: Uint8Array): void => {
    const waiting = current;
    if (waiting === undefined) return;
    waiting.stdout.push(bytes);
    waiting.bytes += bytes.length;
    if (waiting.bytes > waiting.maxBytes + markTailBytes) {
      socket?.end({ kind: 'too-large', limitBytes: waiting.maxBytes });
      return;
    }
    const code = codeAtEnd(waiting);
    if (code === undefined) return;
    waiting.code = code;
    settle(waiting);
  };
  const onStderr = (bytes: Uint8Array): void => {
    const text = Buffer.from(bytes).toString();
    complaints = (complaints + text).slice(-stderrBytes);
    const waiting = current;
    if (waiting === undefined) return;
    // The mark must survive the bound: what is dropped is the middle.
    const whole = waiting.stderr + text;
    waiting.stderr = whole.length > 2 * stderrBytes ? whole.slice(0, stderrBytes) + whole.slice(-stderrBytes) : whole;
    const at = waiting.stderr.lastIndexOf(`${waiting.mark}\n`);
    if (at < 0) return;
    waiting.stderr = waiting.stderr.slice(0, at);
    waiting.stderrDone = true;
    settle(waiting);
  };
  const onEnd = (outcome: ExecOutcome): void => {
    ended = outcome;
    const waiting = current;
    current = undefined;
    waiting?.reject(outcomeError('go on in the shell of the container', outcome));
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

  const ask = (text: string, { signal, maxBytes = defaultMaxBytes, timeoutMs = connection.timeoutMs }: CallLimits) =>
    new Promise<Run>((resolve, reject) => {
      if (ended !== undefined) return reject(outcomeError('use the shell of the container', ended));
      if (signal?.aborted) return reject(new TransportError('aborted', 'interrupted'));
      const onAbort = (): void => open.end({ kind: 'aborted' });
      const timer = setTimeout(() => open.end({ kind: 'timed-out', afterMs: timeoutMs }), timeoutMs);
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const mark = `${nonce}-${++count}`;
      current = {
        mark,
        maxBytes,
        stdout: [],
        bytes: 0,
        stderr: '',
        resolve: (run) => {
          done();
          resolve(run);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      open.write(`{ ${text}\n} </dev/null; printf '\\n%s %d\\n' ${mark} $?; printf '%s\\n' ${mark} >&2\n`);
    });
  const script = (text: string, asked: CallLimits = {}): Promise<Run> => {
    const turn = queue.then(() => ask(text, asked));
    queue = turn.catch(() => undefined);
    return turn;
  };
  // Proves that it is a shell, and that its answers arrive.
  await script('true', limits);
  return {
    script,
    run: (argv, asked) => script(argv.map(quoted).join(' '), asked),
    ended: () => ended,
    complaints: () => complaints,
    close: () => open.end({ kind: 'exited', code: 0 }),
  };
};
