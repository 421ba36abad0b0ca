import type { PathStat } from '../../model/transport.ts';

/** The upper four bits of st_mode, in decimal. Source: inode(7). */
const kinds: Readonly<Record<number, PathStat['kind']>> = {
  1: 'pipe',
  2: 'device',
  4: 'directory',
  6: 'device',
  8: 'file',
  10: 'link',
  12: 'socket',
};

/** What a path is by its st_mode. */
export const kindOf = (mode: number): PathStat['kind'] => kinds[mode >> 12] ?? 'other';
