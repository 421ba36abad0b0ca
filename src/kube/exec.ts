import { ClusterError } from '../model/pod-api.ts';
import type { CallLimits, ExecOutcome, ExecResult } from '../model/transport.ts';
import type { Connection } from './connection.ts';
import type { ExecCommand, ExecSocket } from './exec-socket.ts';
import { openExec } from './open-exec.ts';

const defaultMaxBytes = 64 * 1024 * 1024;
const stderrBytes = 64 * 1024;

/** Collects text up to a limit; the rest is dropped. */
export const boundedText = (limitBytes = stderrBytes): { add(bytes: Uint8Array): void; text(): string } => {
  const chunks: Uint8Array[] = [];
  let room = limitBytes;
  return {
    add: (bytes) => {
      if (room > 0) chunks.push(bytes.subarray(0, room));
      room -= bytes.length;
    },
    text: () => Buffer.concat(chunks).toString(),
  };
};

const failedStart = (error: ClusterError): ExecOutcome =>
  error.code === 'aborted' ? { kind: 'aborted' } : { kind: 'not-started', reason: error.message };

/** Runs a command to its end. Never throws for what the cluster or the container does: it is in the outcome. */
export const execInPod = async (
  connection: Connection,
  command: ExecCommand,
  limits: CallLimits = {},
): Promise<ExecResult> => {
  const { maxBytes = defaultMaxBytes, signal } = limits;
  const timeoutMs = limits.timeoutMs ?? connection.timeoutMs;
  const startedAt = performance.now();
  const chunks: Uint8Array[] = [];
  const stderr = boundedText();
  const over = new AbortController();
  const onAbort = (): void => over.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    over.abort();
  }, timeoutMs);
  let total = 0;
  const run = (): Promise<ExecOutcome> =>
    new Promise((resolve, reject) => {
      let socket: ExecSocket | undefined;
      let tooLarge = false;
      openExec(
        connection,
        command,
        {
          onStdout: (bytes) => {
            total += bytes.length;
            if (total <= maxBytes) chunks.push(bytes);
            else tooLarge = true;
            if (tooLarge) socket?.end({ kind: 'too-large', limitBytes: maxBytes });
          },
          onStderr: stderr.add,
          onEnd: (outcome) => resolve(tooLarge ? { kind: 'too-large', limitBytes: maxBytes } : outcome),
        },
        over.signal,
      ).then(
        (open) => {
          socket = open;
          if (tooLarge) open.end({ kind: 'too-large', limitBytes: maxBytes });
        },
        (error) => (error instanceof ClusterError ? resolve(failedStart(error)) : reject(error)),
      );
    });
  try {
    const ended = await run();
    const outcome: ExecOutcome =
      ended.kind === 'aborted' && timedOut ? { kind: 'timed-out', afterMs: timeoutMs } : ended;
    return {
      outcome,
      stdout: Buffer.concat(chunks),
      stderr: stderr.text(),
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
};
