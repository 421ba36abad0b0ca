import { type Transport, TransportError } from '../model/transport.ts';
import type { Runner } from './runner.ts';
import type { Shell } from './shell.ts';

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
