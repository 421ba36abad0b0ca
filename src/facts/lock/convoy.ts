import type { Frame, Thread, ThreadDump } from '../../model/thread-dump.ts';
import { accepts, selects } from '../thread/idle-table.ts';
import { type LockGraph, lockGraph, rootOf } from './graph.ts';
import { likelyHolders } from './likely.ts';
import type { Want } from './use.ts';

/** Threads of one dump that all wait, directly or through each other, for one thread or one lock. */
export type Convoy = {
  readonly dump: ThreadDump;
  /** The thread at the end of the chain; absent where the lock's owner is not known. */
  readonly root?: Thread;
  /** The lock most of them ask for, and the frame that asks. */
  readonly lock: Want;
  readonly asked: Frame | undefined;
  readonly victims: readonly Thread[];
  /** Who probably holds the lock where `root` is absent. */
  readonly likely: readonly Thread[];
};

/** WebLogic's reader threads take turns under one lock; the one inside stands in its muxer's own poll. */
const muxers = /^weblogic\.socket\.\w*Muxer\.(?:poll|doPoll|getIoCompletionResult)$/;

/** In accept or select: the lock is handed from worker to worker by design, nobody is kept from work. */
const waitsForClients = (thread: Thread): boolean =>
  thread.stack.frames
    .slice(0, 8)
    .some((frame) => accepts(frame) || selects(frame) || muxers.test(`${frame.className}.${frame.method}`));

/** Groups the victims by where their chain of holders ends. */
const gather = (graph: LockGraph): ReadonlyMap<unknown, { readonly root?: Thread; readonly victims: Thread[] }> => {
  const groups = new Map<unknown, { readonly root?: Thread; readonly victims: Thread[] }>();
  for (const [waiter, want] of graph.waiters) {
    const root = rootOf(graph, waiter);
    if (root.kind === 'cycle') continue;
    let key: unknown;
    if (root.kind === 'thread') key = root.thread;
    else {
      const wanted = graph.waiters.get(root.waiter) ?? want;
      const frame = root.waiter.stack.frames[Math.max(wanted.frame, 0)];
      // A lock without an address: the same place in the code is taken for the same lock.
      key = wanted.address ?? `${wanted.className} ${frame?.className}.${frame?.method}`;
    }
    const group = groups.get(key);
    if (group !== undefined) group.victims.push(waiter);
    else groups.set(key, root.kind === 'thread' ? { root: root.thread, victims: [waiter] } : { victims: [waiter] });
  }
  return groups;
};

const mostCommon = (graph: LockGraph, victims: readonly Thread[], root: Thread | undefined): Thread => {
  // Those who wait for the root itself name the lock; the others queue behind them.
  const direct =
    root === undefined
      ? victims.filter((one) => !graph.holderOf.has(one))
      : victims.filter((one) => graph.holderOf.get(one) === root);
  const counts = new Map<string, { first: Thread; count: number }>();
  for (const victim of direct) {
    const want = graph.waiters.get(victim)!;
    const frame = victim.stack.frames[Math.max(want.frame, 0)];
    const key = `${want.address ?? want.className} ${frame?.className}.${frame?.method}`;
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, { first: victim, count: 1 });
    else entry.count++;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]!.first;
};

const convoys = new WeakMap<ThreadDump, readonly Convoy[]>();

const find = (dump: ThreadDump): readonly Convoy[] => {
  const graph = lockGraph(dump);
  const found: Convoy[] = [];
  for (const { root, victims } of gather(graph).values()) {
    if (root !== undefined && waitsForClients(root)) continue;
    const first = mostCommon(graph, victims, root);
    const lock = graph.waiters.get(first)!;
    const likely = root === undefined ? likelyHolders(dump, graph, first) : [];
    if (likely.length > 0 && likely.every(waitsForClients)) continue;
    const asked = first.stack.frames[Math.max(lock.frame, 0)];
    found.push({ dump, lock, asked, victims, likely, ...(root === undefined ? {} : { root }) });
  }
  return found.sort((a, b) => b.victims.length - a.victims.length);
};

/** The convoys of one dump, longest first; also those of a single victim. Deadlocked threads and those queued behind them are left out. */
export const convoysOf = (dump: ThreadDump): readonly Convoy[] => {
  const known = convoys.get(dump);
  if (known !== undefined) return known;
  const fresh = find(dump);
  convoys.set(dump, fresh);
  return fresh;
};

/** The same convoy in another run: no address, no number. */
export const convoyKey = ({ lock, asked }: Convoy): string =>
  `${lock.className ?? 'lock'} ${asked === undefined ? '?' : `${asked.className}.${asked.method}`}`;
