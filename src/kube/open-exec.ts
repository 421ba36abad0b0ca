import { ClusterError } from '../model/pod-api.ts';
import type { Connection } from './connection.ts';
import { type ExecCommand, type ExecHandlers, type ExecSocket, openSocket, UpgradeBlocked } from './exec-socket.ts';
import { openKubectl } from './kubectl.ts';

/** Remembers that kubectl is the way once it brought something; until then its failure is told with that of the socket. */
const proving = (connection: Connection, blocked: ClusterError, handlers: ExecHandlers): ExecHandlers => {
  const proved = (): void => {
    if (connection.exec.way === 'kubectl') return;
    connection.exec.way = 'kubectl';
    connection.say(`${blocked.message}: WebSockets are blocked on the way, going on by kubectl exec`);
  };
  return {
    ...handlers,
    onStdout: (bytes) => {
      proved();
      return handlers.onStdout(bytes);
    },
    onEnd: (outcome) => {
      if (outcome.kind === 'exited') proved();
      const lost = outcome.kind === 'lost' && connection.exec.way !== 'kubectl';
      handlers.onEnd(lost ? { ...outcome, reason: `${blocked.message}; by kubectl exec: ${outcome.reason}` } : outcome);
    },
  };
};

/**
 * Starts a command in a container and hands on what it writes: over a WebSocket; where that is blocked on the way, by the
 * kubectl of the user. Resolves when it was started; throws ClusterError when it was not. `signal` ends it at any time.
 */
export const openExec = async (
  connection: Connection,
  command: ExecCommand,
  handlers: ExecHandlers,
  signal?: AbortSignal,
): Promise<ExecSocket> => {
  if (connection.exec.way === 'kubectl') return openKubectl(connection, command, handlers, signal);
  try {
    return await openSocket(connection, command, handlers, signal);
  } catch (blocked) {
    if (!(blocked instanceof UpgradeBlocked)) throw blocked;
    try {
      return await openKubectl(connection, command, proving(connection, blocked, handlers), signal);
    } catch (missing) {
      if (!(missing instanceof ClusterError) || missing.code === 'aborted') throw missing;
      const hint = 'WebSockets are blocked on the way, and there is no kubectl in PATH to go another one';
      throw new ClusterError(blocked.code, `${blocked.message}: ${hint}`);
    }
  }
};
