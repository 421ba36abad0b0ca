import type { ThreadState } from '../../model/thread-dump.ts';
import type { ObjectRef, ReadLock } from './lock.ts';

/** What a thread's first line says. Every field is always there: one shape, since a dump has thousands. */
export type Header = {
  name: string;
  id: number | undefined;
  nativeId: number | undefined;
  tid: string | undefined;
  daemon: boolean;
  virtual: boolean;
  priority: number | undefined;
  cpuMs: number | undefined;
  elapsedMs: number | undefined;
  /** `waiting on condition`, `in Object.wait()`, `runnable`. */
  stateText: string | undefined;
  /** Formats that have no state line: ThreadInfo.toString. */
  state: ThreadState | undefined;
  wants: ObjectRef | undefined;
  owner: ReadLock['owner'];
  /** A stack address in brackets ends the line: a Java thread, also where `#12` is not printed (JDK 5 to 7). */
  stackAddress: boolean;
  /** It has what no other text has (`tid=`, `nid=`, `Id=`, `t@`): good enough to open a dump without a banner. */
  certain: boolean;
  /** Written by a tool that begins with a banner (VisualVM). */
  underBanner: boolean;
};

export const emptyHeader = (name: string): Header => ({
  name,
  id: undefined,
  nativeId: undefined,
  tid: undefined,
  daemon: false,
  virtual: false,
  priority: undefined,
  cpuMs: undefined,
  elapsedMs: undefined,
  stateText: undefined,
  state: undefined,
  wants: undefined,
  owner: undefined,
  stackAddress: false,
  certain: false,
  underBanner: false,
});
