import type { Thread } from '../../model/thread-dump.ts';
import { type Assembly, addFrame, addLock, addOwned, addState, assembly, finished } from './assembly.ts';
import { emptyHeader, type Header } from './header-fields.ts';
import type { Interning } from './interning.ts';
import type { Line } from './line.ts';

/** The threads of one dump, in file order; the last one may still be open for lines. */
export type ThreadList = {
  readonly threads: Thread[];
  readonly current: () => Assembly | undefined;
  /** Closes the open thread and opens this one. */
  readonly open: (thread: Assembly) => void;
  readonly close: () => void;
  /** Gives a line to the open thread; false: it is none of its lines. */
  readonly take: (line: Line, at: number) => boolean;
  /** A "Locked ownable synchronizers" heading was seen. */
  readonly hasOwnableSynchronizers: () => boolean;
};

/** HotSpot prints no name for a mounted virtual thread. Virtual threads are always daemons. */
const mountedHeader = (id: number): Header => ({ ...emptyHeader(''), id, daemon: true, virtual: true, certain: true });

export const threadList = (interning: Interning): ThreadList => {
  const threads: Thread[] = [];
  let current: Assembly | undefined;
  /** Below a carrier's stack its mounted virtual thread may follow, and then the carrier's own synchronizers. */
  let carrier: Assembly | undefined;
  let mounted: Assembly | undefined;
  let inSynchronizers = false;
  let anySynchronizers = false;

  const close = (): void => {
    for (const thread of [carrier, current, mounted]) {
      if (thread !== undefined) threads.push(finished(thread, interning));
    }
    carrier = undefined;
    current = undefined;
    mounted = undefined;
    inSynchronizers = false;
  };
  const backToCarrier = (): void => {
    if (carrier === undefined) return;
    mounted = current;
    current = carrier;
    carrier = undefined;
  };
  const take = (thread: Assembly, line: Line, at: number): boolean => {
    switch (line.kind) {
      case 'frame':
        addFrame(thread, line);
        return true;
      case 'lock':
        if (inSynchronizers) addOwned(thread, line.lock.address, line.lock.className);
        else addLock(thread, line);
        return true;
      case 'state':
        addState(thread, line);
        return true;
      case 'synchronizers':
        backToCarrier();
        inSynchronizers = true;
        anySynchronizers = true;
        if (current !== undefined) current.owned ??= [];
        return true;
      case 'owned':
        if (inSynchronizers) addOwned(thread, line.address, line.className);
        return inSynchronizers;
      case 'carrying':
        thread.carrying = line.id;
        return true;
      case 'mounted':
        if (carrier !== undefined || mounted !== undefined) return false;
        carrier = thread;
        current = assembly(mountedHeader(line.id), at);
        return true;
      default:
        return line.kind === 'note' || line.kind === 'elided';
    }
  };
  return {
    threads,
    current: () => current,
    open: (thread) => {
      close();
      current = thread;
    },
    close,
    take: (line, at) => {
      if (current === undefined || !take(current, line, at)) return false;
      current.endLine = at;
      current.lines++;
      return true;
    },
    hasOwnableSynchronizers: () => anySynchronizers,
  };
};
