import type { FrameLock, LockLine, ThreadState } from '../../model/thread-dump.ts';
import type { Banner, DateLine } from './banner.ts';
import type { Header } from './header-fields.ts';
import type { InternedFrame } from './interning.ts';
import type { ObjectRef, ReadLock } from './lock.ts';

/** One line by itself; what it means is decided by where it stands (dumps.ts). */
export type Line =
  | { readonly kind: 'frame'; readonly frame: InternedFrame['frame']; readonly id: number; readonly agent: boolean }
  /** `shared[frame + 1]`: the lock under that frame, made once. */
  | { readonly kind: 'lock'; readonly lock: LockLine; readonly owner?: ReadLock['owner']; readonly shared: FrameLock[] }
  | {
      readonly kind: 'state';
      readonly state?: ThreadState;
      readonly text?: string;
      readonly wants?: ObjectRef;
      readonly owner?: ReadLock['owner'];
    }
  /** An object in a list of owned synchronizers, or the word None there. */
  | { readonly kind: 'owned'; readonly address?: string; readonly className?: string }
  | { readonly kind: 'synchronizers' | 'note' | 'smr' | 'end' | 'heap' | 'histogram' | 'deadlock' | 'deadlock-stacks' }
  | { readonly kind: 'deadlock-count' | 'brace' | 'rule' | 'agent' | 'elided' | 'unknown' }
  | { readonly kind: 'carrying' | 'mounted'; readonly id: number }
  | { readonly kind: 'header'; readonly header: Header }
  /** The end of a header whose start is cut off, or stands on the line before (a newline in the name). */
  | { readonly kind: 'header-end'; readonly header: Header }
  | { readonly kind: 'name' }
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'wants'; readonly object: ObjectRef }
  | {
      readonly kind: 'held-by';
      readonly name?: string;
      /** The name goes on on the next line. */
      readonly open?: true;
    }
  | { readonly kind: 'banner'; readonly banner: Banner }
  | { readonly kind: 'date'; readonly date: DateLine }
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'agent-version'; readonly jdk?: number; readonly version: string };

/** No line of a dump that we know. */
export const unknown: Line = { kind: 'unknown' };
/** Belongs to a dump and says nothing that is kept. */
export const note: Line = { kind: 'note' };
