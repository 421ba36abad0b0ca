import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { isIdle } from '../thread/idle.ts';
import type { LockGraph } from './graph.ts';
import { threadLabel } from './name.ts';
import { lockUse } from './use.ts';

/** Frames of a lock's own code: a thread on its way into the lock is inside of them, its owner is not. */
const isLocking = (className: string): boolean =>
  className.startsWith('java.util.concurrent.locks.') || className.startsWith('jdk.internal.misc.');

/**
 * Threads that probably hold a lock whose owner the dump does not name: they stand inside the method in which the waiters ask for it
 * (class and method equal) and do not wait for a lock of that class themselves. Likely, never certain: another instance's code looks the same.
 */
export const likelyHolders = (dump: ThreadDump, graph: LockGraph, waiter: Thread): readonly Thread[] => {
  const { want } = lockUse(waiter);
  const asked = want === undefined ? undefined : waiter.stack.frames[want.frame];
  // The holder of a monitor shows it in its own stack.
  if (want?.kind !== 'synchronizer' || asked === undefined) return [];
  const inside = ({ stack }: Thread): boolean => {
    const at = stack.frames.findIndex(
      ({ className, method }) => className === asked.className && method === asked.method,
    );
    return at > 0 && !isLocking(stack.frames[at - 1]!.className);
  };
  return dump.threads.filter((thread) => {
    const own = graph.waiters.get(thread);
    return own?.address !== want.address && own?.className !== want.className && inside(thread);
  });
};

/** More than these tell nobody where to look. */
const mostAtWork = 3;

/** The few threads in the application's code that neither wait for a lock nor for work, each with its place: `reloader-1 at com.acme.Prices.reload(Prices.java:7)`. */
export const atWork = (dump: ThreadDump, apps?: readonly string[]): readonly string[] => {
  const found = dump.threads.flatMap((thread) => {
    const frame = firstApplicationFrame(thread.stack, apps);
    if (frame === undefined || thread.kind === 'vm' || lockUse(thread).want !== undefined || isIdle(thread)) return [];
    return [`${threadLabel(thread)} at ${frameText(frame)}`];
  });
  return found.length <= mostAtWork ? found : [];
};
