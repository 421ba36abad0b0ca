import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convoysOf } from '../../../src/facts/lock/convoy.ts';
import { deadlocksOf } from '../../../src/facts/lock/deadlock.ts';
import { lockCycles, lockGraph, rootOf } from '../../../src/facts/lock/graph.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { dump, series, thread } from '../../support/threads.ts';

/** A thread that holds some monitors and waits for one. */
const worker = (
  name: string,
  holds: readonly number[],
  wants?: number,
  state: 'BLOCKED' | 'TIMED_WAITING' = 'BLOCKED',
): Thread => {
  const lines = ['com.acme.A.enter(A.java:1)'];
  if (wants !== undefined) {
    lines.push(
      state === 'BLOCKED'
        ? `- waiting to lock <0x${(wants + 16).toString(16)}> (a A)`
        : `- parking to wait for <0x${(wants + 16).toString(16)}> (a java.util.concurrent.locks.ReentrantLock$FairSync)`,
    );
  }
  lines.push('com.acme.A.run(A.java:2)');
  for (const lock of holds) lines.push(`- locked <0x${(lock + 16).toString(16)}> (a A)`);
  return thread(name, wants === undefined ? 'RUNNABLE' : state, lines);
};

/** Random threads over few locks; a lock has at most one holder, as in a dump taken at one moment. */
const lockPlans = fc
  .record({ threads: fc.integer({ min: 1, max: 9 }), locks: fc.integer({ min: 1, max: 7 }) })
  .chain(({ threads, locks }) =>
    fc.record({
      holders: fc.array(fc.integer({ min: -1, max: threads - 1 }), { minLength: locks, maxLength: locks }),
      wants: fc.array(fc.option(fc.integer({ min: 0, max: locks - 1 }), { nil: undefined }), {
        minLength: threads,
        maxLength: threads,
      }),
    }),
  );

type Plan = { readonly holders: readonly number[]; readonly wants: readonly (number | undefined)[] };

const threadsOf = ({ holders, wants }: Plan): Thread[] =>
  wants.map((want, index) => {
    const holds = holders.flatMap((holder, lock) => (holder === index ? [lock] : []));
    // A thread never waits for what it has.
    return worker(`t${index}`, holds, want !== undefined && holds.includes(want) ? undefined : want);
  });

/** Every thread that can be reached again from itself by "waits for a lock held by", one step after the other. */
const bruteForceMembers = (plan: Plan): readonly string[] => {
  const next = (index: number): number | undefined => {
    const want = plan.wants[index];
    if (want === undefined || plan.holders[want] === index) return undefined;
    const holder = plan.holders[want]!;
    return holder < 0 ? undefined : holder;
  };
  return plan.wants.flatMap((_, start) => {
    let at = next(start);
    for (let step = 0; step < plan.wants.length && at !== undefined && at !== start; step++) at = next(at);
    return at === start ? [`t${start}`] : [];
  });
};

const membersOf = (threads: readonly Thread[]): readonly string[] =>
  lockCycles(dump(threads))
    .flat()
    .map(({ name }) => name)
    .sort();

describe('cycles in the wait-for graph', () => {
  it('are those a brute-force search finds', () => {
    fc.assert(
      fc.property(lockPlans, (plan) => {
        expect(membersOf(threadsOf(plan))).toEqual([...bruteForceMembers(plan)].sort());
      }),
      { numRuns: 400 },
    );
  });

  it('go from each member to the holder of what it wants', () => {
    fc.assert(
      fc.property(lockPlans, (plan) => {
        const one = dump(threadsOf(plan));
        const { holderOf } = lockGraph(one);
        for (const cycle of lockCycles(one)) {
          cycle.forEach((member, index) => {
            expect(holderOf.get(member)).toBe(cycle[(index + 1) % cycle.length]);
          });
        }
      }),
    );
  });

  it('do not depend on the order of the dump', () => {
    const shuffled = lockPlans.chain((plan) =>
      fc.record({
        plan: fc.constant(plan),
        order: fc.shuffledSubarray(
          plan.wants.map((_, i) => i),
          { minLength: plan.wants.length },
        ),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ plan, order }) => {
        // Ids as in the dump: the order of the text must not matter, the identity of the threads does.
        const threads = threadsOf(plan).map((one, index) => ({ ...one, id: index + 1 }));
        const found = (list: readonly Thread[]) =>
          lockCycles(dump(list))
            .map((cycle) => cycle.map(({ name }) => name))
            .sort();
        expect(found(order.map((index) => threads[index]!))).toEqual(found(threads));
      }),
    );
  });

  it('and convoys have the same members and holders in any order of the dump', () => {
    const shuffled = lockPlans.chain((plan) =>
      fc.tuple(fc.constant(plan), fc.shuffledSubarray([...plan.wants.keys()], { minLength: plan.wants.length })),
    );
    fc.assert(
      fc.property(shuffled, ([plan, order]) => {
        const threads = threadsOf(plan);
        const found = (list: readonly Thread[]) =>
          convoysOf(dump(list))
            .map(({ root, victims }) => `${root?.name ?? '?'}: ${victims.map(({ name }) => name).sort()}`)
            .sort();
        expect(found(order.map((index) => threads[index]!))).toEqual(found(threads));
        const inCycles = membersOf(threads);
        for (const { victims } of convoysOf(dump(threads)))
          expect(victims.filter(({ name }) => inCycles.includes(name))).toEqual([]);
      }),
    );
  });

  it('are none where every thread takes its locks in one order', () => {
    const ordered = fc.array(
      fc.record({
        holds: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
        wants: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(ordered, (plan) => {
        const taken = new Set<number>();
        const threads = plan.map(({ holds, wants }, index) => {
          const own = holds.filter((lock) => !taken.has(lock));
          for (const lock of own) taken.add(lock);
          const top = Math.max(-1, ...own);
          return worker(`t${index}`, own, wants !== undefined && wants > top ? wants : undefined);
        });
        expect(lockCycles(dump(threads))).toEqual([]);
        expect(deadlocksOf(series([dump(threads)]))).toEqual([]);
      }),
    );
  });

  it('hold no thread that gives up after a while', () => {
    expect(lockCycles(dump([worker('a', [1], 2), worker('b', [2], 1, 'TIMED_WAITING')]))).toEqual([]);
  });

  it('hold no thread that is both owner and waiter of one lock', () => {
    const self = thread(
      'a',
      'WAITING',
      ['com.acme.A.a(A.java:1)', '- parking to wait for <0xa> (a java.util.concurrent.locks.ReentrantLock$FairSync)'],
      {
        ownedSynchronizers: [{ address: '0xa' }],
      },
    );
    expect(lockCycles(dump([self], { hasOwnableSynchronizers: true }))).toEqual([]);
  });
});

describe('owners', () => {
  it('are unknown when two threads claim one lock: the dump was not taken at one moment', () => {
    const graph = lockGraph(dump([worker('a', [1]), worker('b', [1]), worker('c', [], 1)]));
    expect(graph.holderOf.size).toBe(0);
    expect(graph.waiters.size).toBe(1);
  });

  it('are taken from the format where it names them', () => {
    const blocked = thread('a', 'BLOCKED', ['com.acme.A.a(A.java:1)', '- waiting to lock <0x5> (a A)'], {
      waitsForThread: { id: 2 },
    });
    const { holderOf } = lockGraph(dump([blocked, worker('b', [])], { format: 'actuator' }));
    expect([...holderOf.values()].map(({ name }) => name)).toEqual(['b']);
  });

  it('are nobody in the text of jstack -F: BLOCKED there means parked', () => {
    const graph = lockGraph(dump([worker('a', [1], 2), worker('b', [2], 1)], { format: 'jstack-F' }));
    expect(graph.waiters.size).toBe(0);
  });

  it('end a chain at the thread that waits for nothing, at an unknown owner, or in a cycle', () => {
    const threads = [
      worker('first', [1], 2),
      worker('second', [2], 3),
      worker('root', [3]),
      worker('lost', [], 6),
      worker('x', [4], 5),
      worker('y', [5], 4),
      worker('behind', [], 4),
    ];
    const graph = lockGraph(dump(threads));
    const byName = new Map([...graph.waiters.keys()].map((one) => [one.name, one]));
    const root = (name: string) => rootOf(graph, byName.get(name)!);
    expect(root('first')).toMatchObject({ kind: 'thread', thread: { name: 'root' } });
    expect(root('lost')).toMatchObject({ kind: 'lock', waiter: { name: 'lost' } });
    expect(root('behind')).toMatchObject({ kind: 'cycle' });
  });
});
