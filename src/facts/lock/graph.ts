import type { ReportedDeadlock, Thread, ThreadDump } from '../../model/thread-dump.ts';
import { handsOver } from './hand-over.ts';
import { type Lock, lockUse, type Want } from './use.ts';

/** Who waits for whom in one dump. */
export type LockGraph = {
  /** Threads that wait for a monitor or an exclusive lock, in dump order, with what they want; idle workers taking turns are none. */
  readonly waiters: ReadonlyMap<Thread, Want>;
  /** The one thread known to hold what the waiter wants; absent: unknown or nobody. */
  readonly holderOf: ReadonlyMap<Thread, Thread>;
};

/** The members of a deadlock the JVM printed, as threads of the dump: names repeat, so the wanted lock decides between namesakes. */
export const reportedThreads = (dump: ThreadDump, reported: ReportedDeadlock): readonly (Thread | undefined)[] => {
  const used = new Set<Thread>();
  return reported.members.map(({ thread: name, wants }) => {
    const named = dump.threads.filter((thread) => thread.name === name && !used.has(thread));
    const found =
      named.length > 1 && wants?.address !== undefined
        ? (named.find((thread) => lockUse(thread).want?.address === wants.address) ?? named[0])
        : named[0];
    if (found !== undefined) used.add(found);
    return found;
  });
};

type Owners = Map<string, Thread | 'ambiguous'>;

const claim = (owners: Owners, lock: Lock, thread: Thread): void => {
  if (lock.address === undefined) return;
  const before = owners.get(lock.address);
  // Two holders of one lock: the dump was not taken at one moment, neither is believed.
  owners.set(lock.address, before === undefined || before === thread ? thread : 'ambiguous');
};

const namedOwner = (thread: Thread, byId: ReadonlyMap<number, Thread>, byName: ReadonlyMap<string, Thread>) => {
  const { waitsForThread } = thread;
  if (waitsForThread?.id !== undefined) return byId.get(waitsForThread.id);
  return waitsForThread?.name === undefined ? undefined : byName.get(waitsForThread.name);
};

const build = (dump: ThreadDump): LockGraph => {
  const waiters = new Map<Thread, Want>();
  const holderOf = new Map<Thread, Thread>();
  // The serviceability agent writes BLOCKED for parked threads: nothing but its deadlock section is believed.
  if (dump.format === 'jstack-F') return { waiters, holderOf };
  const owners: Owners = new Map();
  const byId = new Map<number, Thread>();
  const byName = new Map<string, Thread>();
  for (const thread of dump.threads) {
    if (thread.id !== undefined) byId.set(thread.id, thread);
    if (thread.waitsForThread !== undefined || !byName.has(thread.name)) byName.set(thread.name, thread);
    const { want, held } = lockUse(thread);
    for (const lock of held) claim(owners, lock, thread);
    if (want !== undefined && !handsOver(thread, want)) waiters.set(thread, want);
  }
  // The JVM's own report names owners of synchronizers that no section of the dump shows.
  for (const reported of dump.deadlocks) {
    const threads = reportedThreads(dump, reported);
    reported.members.forEach(({ wants, heldBy }, index) => {
      const next = (index + 1) % reported.members.length;
      const isNext = reported.members[next]?.thread === heldBy;
      const holder = threads[isNext ? next : reported.members.findIndex((other) => other.thread === heldBy)];
      if (wants?.address !== undefined && holder !== undefined && !owners.has(wants.address)) {
        owners.set(wants.address, holder);
      }
    });
  }
  for (const [thread, want] of waiters) {
    const owner =
      namedOwner(thread, byId, byName) ?? (want.address === undefined ? undefined : owners.get(want.address));
    if (owner !== undefined && owner !== 'ambiguous' && owner !== thread) holderOf.set(thread, owner);
  }
  return { waiters, holderOf };
};

const graphs = new WeakMap<ThreadDump, LockGraph>();

export const lockGraph = (dump: ThreadDump): LockGraph => {
  const known = graphs.get(dump);
  if (known !== undefined) return known;
  const graph = build(dump);
  graphs.set(dump, graph);
  return graph;
};

/** A lasting wait: a thread that gives up after a while is no part of a deadlock. */
const waitsForever = (thread: Thread): boolean => thread.state !== 'TIMED_WAITING' && thread.state !== 'RUNNABLE';

/** The same cycle begins with the same thread, whatever the order of the dump. */
const rotated = (cycle: readonly Thread[]): readonly Thread[] => {
  const rank = ({ name, id, tid }: Thread): string => `${name}\0${id ?? ''}\0${tid ?? ''}`;
  let first = 0;
  cycle.forEach((thread, index) => {
    if (rank(thread) < rank(cycle[first]!)) first = index;
  });
  return [...cycle.slice(first), ...cycle.slice(0, first)];
};

/**
 * Every cycle of threads each waiting for the next, members in that order, the first by name in front.
 * A thread waits for at most one lock, so a walk with marks finds all cycles in linear time.
 */
export const lockCycles = (dump: ThreadDump): readonly (readonly Thread[])[] => {
  const { waiters, holderOf } = lockGraph(dump);
  const cycles: (readonly Thread[])[] = [];
  const walkOf = new Map<Thread, number>();
  let walk = 0;
  for (const start of waiters.keys()) {
    const path: Thread[] = [];
    walk++;
    let at: Thread | undefined = start;
    while (at !== undefined && !walkOf.has(at) && waiters.has(at) && waitsForever(at)) {
      walkOf.set(at, walk);
      path.push(at);
      at = holderOf.get(at);
    }
    // The walk came back to a thread of its own: what lies from there on is the cycle.
    if (at !== undefined && walkOf.get(at) === walk) cycles.push(rotated(path.slice(path.indexOf(at))));
  }
  return cycles;
};

/** Where the chain of holders above a waiter ends: a thread that waits for no lock, a lock whose owner is unknown, or a cycle. */
export type Root =
  | { readonly kind: 'thread'; readonly thread: Thread }
  | { readonly kind: 'lock'; readonly waiter: Thread }
  | { readonly kind: 'cycle'; readonly member: Thread };

export const rootOf = (graph: LockGraph, waiter: Thread): Root => {
  const seen = new Set<Thread>();
  let at = waiter;
  for (;;) {
    if (seen.has(at)) return { kind: 'cycle', member: at };
    seen.add(at);
    const holder = graph.holderOf.get(at);
    if (holder === undefined) return { kind: 'lock', waiter: at };
    if (!graph.waiters.has(holder)) return { kind: 'thread', thread: holder };
    at = holder;
  }
};
