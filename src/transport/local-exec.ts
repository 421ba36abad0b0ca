import type { CallLimits, ExecOutcome, ExecResult } from '../model/transport.ts';

const defaultTimeoutMs = 10_000;
const defaultMaxBytes = 64 * 1024 * 1024;
const stderrBytes = 1024 * 1024;

/** The child's environment: where to find programs, and English messages. Nothing of the user's settings reaches it. */
const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C.UTF-8',
});

/** Runs a program without a shell. Never throws: how it ended is in the outcome. */
export const execLocal = async (argv: readonly string[], limits: CallLimits = {}): Promise<ExecResult> => {
  const [program = '', ...args] = argv;
  const { signal, timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes } = limits;
  const startedAt = performance.now();
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    reject: false,
    encoding: 'buffer',
    stdin: 'ignore',
    timeout: timeoutMs,
    maxBuffer: { stdout: maxBytes, stderr: stderrBytes },
    forceKillAfterDelay: 500,
    env: environment(),
    extendEnv: false,
    stripFinalNewline: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  const outcome = (): ExecOutcome => {
    if (result.isCanceled) return { kind: 'aborted' };
    if (result.timedOut) return { kind: 'timed-out', afterMs: timeoutMs };
    if (result.isMaxBuffer) return { kind: 'too-large', limitBytes: maxBytes };
    if (result.signal !== undefined) return { kind: 'signalled', signal: result.signal };
    if (result.exitCode !== undefined) return { kind: 'exited', code: result.exitCode };
    const reason =
      result.code === 'ENOENT' ? `${program} was not found` : `${program}: ${result.code ?? 'not started'}`;
    return { kind: 'not-started', reason };
  };
  return {
    outcome: outcome(),
    stdout: result.stdout ?? new Uint8Array(),
    stderr: new TextDecoder().decode(result.stderr ?? new Uint8Array()),
    durationMs: Math.round(performance.now() - startedAt),
  };
};
