import { ClusterError, type ExecRecord } from '../model/pod-api.ts';
import { type CallLimits, type ExecResult, TransportError } from '../model/transport.ts';
import type { Connection } from './connection.ts';
import { execInPod } from './exec.ts';
import type { ExecPlace } from './exec-socket.ts';
import { outcomeWords, plainRunner, type Runner } from './runner.ts';
import { openShell, type Shell } from './shell.ts';
import { asWatched, watched } from './watched.ts';

/** Everything that is executed in one container, and the record of it. */
export type ContainerExecs = {
  /** `watch`: a shell around it ends the program when nobody listens any more. */
  run(argv: readonly string[], limits: CallLimits, watch?: boolean): Promise<ExecResult>;
  /** Each program by an exec of its own. */
  readonly plain: Runner;
  /** Throws ClusterError where the cluster refused, TransportError where the container did. `meanwhile` gets it before it is proved that it answers. */
  shell(limits: CallLimits, meanwhile?: (shell: Shell) => void): Promise<Shell>;
  readonly records: readonly ExecRecord[];
};

/** `died`: why the container ended, if it did. */
export const containerExecs = (
  connection: Connection,
  place: ExecPlace,
  died: (signal?: AbortSignal) => Promise<string | undefined>,
): ContainerExecs => {
  const records: ExecRecord[] = [];

  const run: ContainerExecs['run'] = async (argv, asked, watch = false) => {
    const startedAtMs = Date.now();
    const command = watch ? { argv: watched(argv), stdin: true } : { argv };
    const ended = await execInPod(connection, { ...place, ...command }, asked);
    const result = watch ? asWatched(ended) : ended;
    const { outcome } = result;
    const doubtful = (outcome.kind === 'exited' && outcome.code === 137) || outcome.kind === 'lost';
    const reason = doubtful ? await died(asked.signal) : undefined;
    const known: ExecResult =
      reason === undefined ? result : { ...result, outcome: { kind: 'container-died', reason } };
    // The text of the shell around it is the same for all.
    const shown = watch ? ['sh', '-c', '...', ...argv] : argv;
    records.push({ startedAtMs, argv: shown, outcome: outcomeWords(known.outcome), durationMs: known.durationMs });
    return known;
  };

  const shell: ContainerExecs['shell'] = async (asked, meanwhile) => {
    const startedAtMs = Date.now();
    const startedAt = performance.now();
    let outcome = 'open';
    try {
      return await openShell(connection, place, asked, meanwhile);
    } catch (error) {
      if (!(error instanceof TransportError || error instanceof ClusterError)) throw error;
      outcome = error.message;
      throw error;
    } finally {
      const durationMs = Math.round(performance.now() - startedAt);
      records.push({ startedAtMs, argv: ['sh'], outcome, durationMs });
    }
  };

  return { run, shell, plain: plainRunner((argv, asked = {}) => run(argv, asked)), records };
};
