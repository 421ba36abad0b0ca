import { type CallLimits, type PathStat, TransportError } from '../model/transport.ts';
import { batches } from './files/batches.ts';
import { complaint } from './files/complaint.ts';
import { kindOf } from './files/kind.ts';
import { readBy } from './files/read.ts';
import type { RunOn } from './files/read-some.ts';
import type { Runner } from './runner.ts';

/** Reading files with what coreutils and busybox both have: head, stat, ls. */
export type Files = {
  read(paths: readonly string[], limits?: CallLimits): Promise<readonly (Uint8Array | TransportError)[]>;
  /** From that byte on to the end of now. */
  readFrom(path: string, fromByte: number, limits?: CallLimits): Promise<Uint8Array>;
  list(path: string, limits?: CallLimits): Promise<readonly string[]>;
  links(paths: readonly string[], limits?: CallLimits): Promise<readonly (string | TransportError)[]>;
  stat(path: string, options?: CallLimits & { readonly follow?: boolean }): Promise<PathStat>;
};

/** `guarded`: starts the program with those of the paths that are regular files, in the order asked; none: does nothing. */
export const filesBy = (runner: Runner, guarded?: RunOn): Files => {
  const stat: Files['stat'] = async (path, options = {}) => {
    const flags = options.follow === false ? [] : ['-L'];
    const { code, stdout, stderr } = await runner.run(['stat', ...flags, '-c', '%f %u %g %s %i', '--', path], options);
    const fields = Buffer.from(stdout).toString().trim().split(' ');
    const [mode, uid, gid, sizeBytes, inode] = [Number.parseInt(fields[0] ?? '', 16), ...fields.slice(1).map(Number)];
    if (code !== 0 || fields.length !== 5 || Number.isNaN(mode)) throw complaint('look at', path, stderr);
    return {
      kind: kindOf(mode as number),
      uid: uid as number,
      gid: gid as number,
      sizeBytes: sizeBytes as number,
      inode: inode as number,
    };
  };

  return {
    read: readBy(runner, guarded),
    stat,
    readFrom: async (path, fromByte, limits = {}) => {
      const { kind, sizeBytes } = await stat(path, limits);
      if (kind !== 'file') throw new TransportError('failed', `cannot read ${path}: not a regular file`);
      const { code, stdout, stderr } = await runner.run(['tail', '-c', `+${fromByte + 1}`, '--', path], limits);
      if (code !== 0) throw complaint('read', path, stderr);
      if (stdout.length < sizeBytes - fromByte)
        throw new TransportError(
          'failed',
          `cannot read ${path}: ${stdout.length} bytes came of ${sizeBytes - fromByte}`,
        );
      return stdout;
    },
    list: async (path, limits) => {
      const { code, stdout, stderr } = await runner.run(['ls', '-1A', '--', path], limits);
      if (code !== 0) throw complaint('list', path, stderr);
      return Buffer.from(stdout)
        .toString()
        .split('\n')
        .filter((name) => name !== '');
    },
    links: async (paths, limits) => {
      const answers = new Map<string, string | TransportError>();
      for (const batch of batches(paths)) {
        const { stdout, stderr } = await runner.run(['stat', '-c', '%N', '--', ...batch], limits);
        const targets = new Map<string, string>();
        for (const line of Buffer.from(stdout).toString().split('\n')) {
          const match = /^['`]?(.+?)['`]? -> ['`]?(.+?)'?$/.exec(line);
          if (match?.[1] !== undefined && match[2] !== undefined) targets.set(match[1], match[2]);
        }
        for (const path of batch) answers.set(path, targets.get(path) ?? complaint('read the link', path, stderr));
      }
      return paths.map((path) => answers.get(path) as string | TransportError);
    },
  };
};
