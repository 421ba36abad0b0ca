import type { FrameLock, Thread } from '../../model/thread-dump.ts';

/** A monitor or an exclusive java.util.concurrent lock, as a dump names it. */
export type Lock = {
  readonly kind: 'monitor' | 'synchronizer';
  readonly address?: string;
  readonly className?: string;
};

/** The lock a thread cannot go on without, and the frame that asked for it (index into its stack; -1: none shown). */
export type Want = Lock & { readonly frame: number };

export type LockUse = {
  readonly want?: Want;
  /** Monitors the thread is inside of and synchronizers it is known to own; what Object.wait released is not among them. */
  readonly held: readonly Lock[];
};

/**
 * Blockers of LockSupport.park that one thread owns. A condition, latch, semaphore, queue or future has no owner: waiting
 * there is no lock wait. Source: the AbstractOwnableSynchronizer and StampedLock classes of the JDK and of HotSpot's dumps.
 */
const exclusiveLock =
  /^java\.util\.concurrent\.locks\.(?:ReentrantLock|ReentrantReadWriteLock)\$\w*Sync$|^java\.util\.concurrent\.locks\.StampedLock$/;

const isWait = (thread: Thread, frame: number): boolean => {
  const at = thread.stack.frames[frame];
  return at?.className === 'java.lang.Object' && (at.method === 'wait' || at.method === 'wait0');
};

/** The last of the Object.wait frames on top; -1 where only the header says so; undefined when the thread is in no Object.wait. */
const objectWait = (thread: Thread): number | undefined => {
  if (isWait(thread, 0)) return isWait(thread, 1) ? (isWait(thread, 2) ? 2 : 1) : 0;
  const waits = thread.state === 'WAITING' || thread.state === 'TIMED_WAITING';
  const words = thread.stateText ?? '';
  return waits && /on object monitor|in Object\.wait\(\)/.test(words) ? -1 : undefined;
};

const lockOf = (line: FrameLock, kind: Lock['kind'] = 'monitor'): Lock => ({
  kind,
  ...(line.address === undefined ? {} : { address: line.address }),
  ...(line.className === undefined ? {} : { className: line.className }),
});

/**
 * The monitor an Object.wait gave back. The waiting line tells where its address is one the thread had locked; where it is absent
 * (`<no object reference available>`) or a stranger, it is the first locked one below. Re-lock lines of JDK 11 stand for a locked line.
 */
const releasedBy = (thread: Thread): FrameLock | undefined => {
  const entered = thread.locks.filter(({ kind }) => kind === 'locked' || kind === 'waiting-to-relock');
  const relock = entered.find(({ kind }) => kind === 'waiting-to-relock');
  if (relock !== undefined) return relock;
  const line = thread.locks.find(({ kind }) => kind === 'waiting-on' || kind === 'waiting-to-lock');
  const named = line?.address === undefined ? undefined : entered.find(({ address }) => address === line.address);
  return named ?? entered[0] ?? line;
};

const isBlocked = (thread: Thread): boolean =>
  thread.state === 'BLOCKED' ||
  // Before JDK 6 a dump has no state line.
  (thread.state === undefined &&
    thread.kind === 'platform' &&
    /waiting for monitor entry/.test(thread.stateText ?? ''));

const monitorWanted = (thread: Thread, released: FrameLock | undefined): Want | undefined => {
  if (!isBlocked(thread)) return undefined;
  if (released !== undefined) return { ...lockOf(released), frame: released.frame };
  const line = thread.locks.find(({ kind }) => kind === 'waiting-to-lock');
  if (line !== undefined) return { ...lockOf(line), frame: line.frame };
  // A race at the entry: the frame on top shows the monitor as locked already.
  const first = thread.locks.find(({ kind, frame }) => kind === 'locked' && frame <= 0);
  return first === undefined ? { kind: 'monitor', frame: 0 } : { ...lockOf(first), frame: first.frame };
};

/** The frame that called lock(): the first one out of the JDK's parking and locking code. */
const acquiringFrame = (thread: Thread): number => {
  const { frames } = thread.stack;
  const index = frames.findIndex(
    ({ className }) =>
      !className.startsWith('java.util.concurrent.locks.') &&
      !/^(?:jdk\.internal\.misc|sun\.misc)\.(?:Unsafe|InternalLock|VM)$|^java\.lang\.(?:VirtualThread|System\$\d+)$|^jdk\.internal\.vm\./.test(
        className,
      ),
  );
  return index;
};

const synchronizerWanted = (thread: Thread): Want | undefined => {
  if (thread.state !== 'WAITING' && thread.state !== 'TIMED_WAITING') return undefined;
  const line = thread.locks.find(({ kind }) => kind === 'parking');
  if (line?.className === undefined || !exclusiveLock.test(line.className)) return undefined;
  return { ...lockOf(line, 'synchronizer'), frame: acquiringFrame(thread) };
};

/** A thread whose owner is named outright (Actuator, javacore) wants a lock even where its line does not say which. */
const otherWanted = (thread: Thread): Want | undefined => {
  if (thread.waitsForThread === undefined || thread.state === undefined) return undefined;
  const line = thread.locks.find(({ kind }) => kind !== 'locked' && kind !== 'eliminated' && kind !== 'class-init');
  if (line === undefined) return { kind: 'synchronizer', frame: acquiringFrame(thread) };
  if (line.kind === 'parking' || exclusiveLock.test(line.className ?? '')) {
    return { ...lockOf(line, 'synchronizer'), frame: acquiringFrame(thread) };
  }
  return { ...lockOf(line), frame: line.frame };
};

const sameLock = (a: Lock, b: Lock): boolean => a.address !== undefined && a.address === b.address;

const read = (thread: Thread): LockUse => {
  const released = objectWait(thread) === undefined ? undefined : releasedBy(thread);
  const want = monitorWanted(thread, released) ?? synchronizerWanted(thread) ?? otherWanted(thread);
  const held: Lock[] = [];
  for (const line of thread.locks) {
    if (line.kind !== 'locked' || line === released) continue;
    const lock = lockOf(line);
    if ((released !== undefined && sameLock(lock, lockOf(released))) || (want !== undefined && sameLock(lock, want)))
      continue;
    if (!held.some((other) => sameLock(other, lock))) held.push(lock);
  }
  for (const { address, className } of thread.ownedSynchronizers ?? []) {
    held.push({ kind: 'synchronizer', address, ...(className === undefined ? {} : { className }) });
  }
  return want === undefined ? { held } : { want, held };
};

const uses = new WeakMap<Thread, LockUse>();
const none: LockUse = { held: [] };

/**
 * What a thread holds and what it waits to enter. Eliminated locks do not exist; class initialisation is no lock; a thread without
 * a state (a carrier, a virtual thread of an old format) wants nothing.
 */
export const lockUse = (thread: Thread): LockUse => {
  if (thread.locks.length === 0 && thread.ownedSynchronizers === undefined && thread.waitsForThread === undefined) {
    return isBlocked(thread) ? { want: { kind: 'monitor', frame: 0 }, held: [] } : none;
  }
  const known = uses.get(thread);
  if (known !== undefined) return known;
  const use = read(thread);
  uses.set(thread, use);
  return use;
};
