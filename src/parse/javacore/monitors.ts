import type { FrameLock, Thread } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';
import { javacoreLock } from './frames.ts';

type Waiter = { readonly tid: string; readonly kind: 'waiting-to-lock' | 'waiting-on' };
type Monitor = {
  readonly lock: { readonly address?: string; readonly className?: string };
  readonly ownerTid?: string;
  readonly waiters: Waiter[];
};

/** `"name" (J9VMThread:0x..)`, Java 6: `"name" (0x..)`. */
const tidOf = (text: string): string | undefined => /" \((?:J9VMThread:)?(0x[0-9a-f]+)/i.exec(text)?.[1]?.toLowerCase();

/** Reads the object monitors of the LOCKS section. */
export type MonitorReader = {
  readonly line: (tag: string, text: string) => void;
  /** The same thread with what its own lines left out (Java 6 prints no 3XMTHREADBLOCK and no entered locks). */
  readonly complete: (thread: Thread, byTid: ReadonlyMap<string, Thread>) => Thread;
};

export const monitorReader = (): MonitorReader => {
  const monitors: Monitor[] = [];
  let current: Monitor | undefined;
  const wait = (text: string, kind: Waiter['kind']): void => {
    const tid = tidOf(text);
    if (tid !== undefined) current?.waiters.push({ tid: detached(tid), kind });
  };
  return {
    line: (tag, text) => {
      if (tag === '3LKMONOBJECT') {
        const found = /^(\S+@0x[0-9a-f]+): (.*)$/i.exec(text);
        current = undefined;
        if (found === null) return;
        const ownerTid = tidOf(found[2] ?? '');
        current = {
          lock: javacoreLock(detached(found[1] ?? '')),
          ...(ownerTid === undefined ? {} : { ownerTid: detached(ownerTid) }),
          waiters: [],
        };
        monitors.push(current);
      } else if (tag === '2LKREGMON') current = undefined;
      else if (tag === '3LKWAITER') wait(text, 'waiting-to-lock');
      else if (tag === '3LKWAITNOTIFY') wait(text, 'waiting-on');
    },
    complete: (thread, byTid) => {
      const frame = thread.stack.frames.length > 0 ? 0 : -1;
      const added: FrameLock[] = [];
      let owner: Thread | undefined;
      for (const { lock, ownerTid, waiters } of monitors) {
        if (thread.tid === undefined || thread.locks.some((each) => each.address === lock.address)) continue;
        const waits = waiters.find((each) => each.tid === thread.tid);
        if (waits !== undefined) {
          added.unshift({ kind: waits.kind, ...lock, frame });
          owner ??= ownerTid === undefined ? undefined : byTid.get(ownerTid);
        } else if (ownerTid === thread.tid) added.push({ kind: 'locked', ...lock, frame: -1 });
      }
      if (added.length === 0) return thread;
      const waitsFor =
        owner === undefined
          ? {}
          : { waitsForThread: { ...(owner.id === undefined ? {} : { id: owner.id }), name: owner.name } };
      return { ...waitsFor, ...thread, locks: [...added, ...thread.locks] };
    },
  };
};
