import { type CallLimits, TransportError } from '../../model/transport.ts';
import type { Runner } from '../runner.ts';
import { complaint } from './complaint.ts';
import { kindOf } from './kind.ts';

/** Could be a pipe or a device that holds its reader: only below /proc/PID and /sys it cannot. */
export const isRisky = (path: string): boolean =>
  !/^\/(?:sys\/|proc\/)/.test(path) || /^\/proc\/[^/]+\/(?:root|cwd|fd)\//.test(path);

/** Those of the paths that must not be read, and why. They fit into one command. */
export const notFiles = async (
  runner: Runner,
  paths: readonly string[],
  { maxBytes: _, ...limits }: CallLimits,
): Promise<ReadonlyMap<string, TransportError>> => {
  const { stdout, stderr } = await runner.run(['stat', '-L', '-c', '%f %n', '--', ...paths], limits);
  const lines = Buffer.from(stdout).toString().split('\n');
  const modes = new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), Number.parseInt(line, 16)]));
  const refused = new Map<string, TransportError>();
  for (const path of paths) {
    const mode = modes.get(path);
    if (mode === undefined) refused.set(path, complaint('read', path, stderr));
    else if (kindOf(mode) !== 'file')
      refused.set(path, new TransportError('failed', `cannot read ${path}: not a regular file`));
  }
  return refused;
};
