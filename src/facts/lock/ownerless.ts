import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Frame, Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { frameText } from '../thread/frames.ts';
import { lockGraph } from './graph.ts';
import { threadIdentity, threadLabel } from './name.ts';
import { lockUse, type Want } from './use.ts';

export const ownerlessShape = object(
  {
    key: string('class of the lock and the method that asks for it'),
    lock: string('class of the lock'),
    lockKind: string('monitor, or synchronizer (java.util.concurrent.locks)'),
    asked: string('frame in which they ask for it'),
    waiters: number('threads that wait for it in the newest dump'),
    same: number('of them those that waited for an ownerless lock of that class at that place in the dump before, too'),
    names: list(string('thread'), 'their names'),
    carriers: number('carriers that carry a virtual thread whose stack this dump does not show'),
    virtualThreads: boolean('a JVM whose virtual threads can hold a monitor unseen (JDK 21 and later)'),
    source: source('the first of them'),
  },
  'a lock that threads wait for and no thread of the dump holds',
);

export type Ownerless = Exclude<ValueOf<typeof ownerlessShape>, MissingFact>;

type Group = { readonly want: Want; readonly asked: Frame | undefined; readonly threads: Thread[] };

const placeOf = (thread: Thread, want: Want): Frame | undefined => thread.stack.frames[Math.max(want.frame, 0)];
const keyOf = (want: Want, asked: Frame | undefined): string =>
  `${want.className ?? 'lock'} ${asked === undefined ? '?' : `${asked.className}.${asked.method}`}`;

/** Of a java.util.concurrent lock only the section of owned locks tells. */
const groupsIn = (dump: ThreadDump): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>();
  const { waiters, holderOf } = lockGraph(dump);
  const held = new Set<string>();
  const heldNameless = new Set<string>();
  for (const thread of dump.threads) {
    for (const { address, className } of lockUse(thread).held) {
      if (address !== undefined) held.add(address);
      else if (className !== undefined) heldNameless.add(className);
    }
  }
  for (const [thread, want] of waiters) {
    if (want.address === undefined || holderOf.has(thread) || held.has(want.address)) continue;
    if (want.kind === 'synchronizer' && !dump.hasOwnableSynchronizers) continue;
    if (want.className !== undefined && heldNameless.has(want.className)) continue;
    const asked = placeOf(thread, want);
    const key = `${want.address} ${keyOf(want, asked)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { want, asked, threads: [thread] });
    else group.threads.push(thread);
  }
  return groups;
};

const waitersBefore = (dump: ThreadDump): ReadonlySet<string> => {
  const found = new Set<string>();
  if (!dump.complete) return found;
  // The collector moves a lock: across dumps only its class and the place tell that it is the same.
  for (const { want, asked, threads } of groupsIn(dump).values()) {
    for (const thread of threads) found.add(`${threadIdentity(thread)} ${keyOf(want, asked)}`);
  }
  return found;
};

const noClass = new MissingFact(['thread-dump'], 'the class of the lock does not stand in the dump');
const noFrame = new MissingFact(['thread-dump'], 'the dump shows no stack');

/** Locks of the newest dump without an owner, compared with the dump before. Throws MissingFact where a single or a cut dump shows one. */
export const ownerlessLocks = (series: ThreadSeries): readonly Ownerless[] => {
  const dump = series.dumps.at(-1);
  if (dump === undefined) return [];
  const groups = [...groupsIn(dump).values()];
  if (groups.length === 0) return [];
  if (!dump.complete) {
    throw new MissingFact(
      ['thread-dump'],
      'the dump is cut: the thread that holds the lock may be in the missing part',
    );
  }
  const earlier = series.dumps.at(-2);
  if (earlier === undefined) {
    throw new MissingFact(['thread-dump'], 'a lock without an owner in one dump may be changing hands: take two dumps');
  }
  const before = waitersBefore(earlier);
  return groups
    .map(({ want, asked, threads }) => {
      const first = threads[0] as Thread;
      return {
        key: keyOf(want, asked),
        lock: want.className ?? noClass,
        lockKind: want.kind,
        asked: asked === undefined ? noFrame : frameText(asked),
        waiters: threads.length,
        same: threads.filter((thread) => before.has(`${threadIdentity(thread)} ${keyOf(want, asked)}`)).length,
        names: threads.map(threadLabel),
        carriers: dump.threads.filter(({ carrying }) => carrying !== undefined).length,
        virtualThreads: (dump.jdk ?? 0) >= 21,
        source: { artifact: dump.artifactId, line: first.line, endLine: first.endLine },
      };
    })
    .sort((a, b) => b.waiters - a.waiters);
};
