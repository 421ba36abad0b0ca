import { list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { lockGraph } from '../lock/graph.ts';
import { threadIdentity } from '../lock/name.ts';
import { sourceOf } from '../thread/caller.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { momentsOf } from './moment.ts';

export const ownerlessShape = list(
  object(
    {
      className: string('class of the monitor'),
      waiters: number('platform threads that want it, in the newest dump'),
      same: number('those that wanted it in the dump before, too'),
      at: string('the place that asks for it'),
      source: source('the first of them'),
    },
    'a monitor that is wanted and that no thread of the dump holds',
  ),
  'monitors without a visible owner in a JVM with virtual threads, most waiters first',
);

type Group = { readonly address: string; readonly className: string; readonly threads: Thread[] };

const groupsIn = (dump: ThreadDump): readonly Group[] => {
  const { waiters, holderOf } = lockGraph(dump);
  const groups = new Map<string, Group>();
  const held = new Set<string>();
  for (const [thread, { kind, address, className }] of waiters) {
    if (kind !== 'monitor' || address === undefined || thread.state !== 'BLOCKED') continue;
    if (holderOf.has(thread)) held.add(address);
    const group = groups.get(address) ?? { address, className: className ?? 'java.lang.Object', threads: [] };
    group.threads.push(thread);
    groups.set(address, group);
  }
  return [...groups.values()].filter(({ address }) => !held.has(address));
};

/** Monitors that threads wait for in the newest dump and nobody in it holds. */
export const ownerlessFacts = (
  series: ThreadSeries,
  apps: readonly string[] | undefined,
): ValueOf<typeof ownerlessShape> => {
  const dumps = momentsOf(series).flatMap(({ dump }) => (dump === undefined ? [] : [dump]));
  const newest = dumps.at(-1);
  if (newest === undefined) {
    throw new MissingFact(['thread-dump'], 'only Thread.print tells who holds a monitor');
  }
  const before = dumps.at(-2);
  const earlier = new Set(
    before === undefined ? [] : groupsIn(before).flatMap(({ threads }) => threads.map(threadIdentity)),
  );
  return groupsIn(newest)
    .toSorted((a, b) => b.threads.length - a.threads.length)
    .map(({ className, threads }) => {
      const [first] = threads;
      const frame =
        first === undefined ? undefined : (firstApplicationFrame(first.stack, apps) ?? first.stack.frames[0]);
      return {
        className,
        waiters: threads.length,
        same:
          before === undefined
            ? new MissingFact(['thread-dump'], 'one dump cannot show that they stay blocked')
            : threads.filter((thread) => earlier.has(threadIdentity(thread))).length,
        at: frame === undefined ? new MissingFact([], 'it shows no frame') : frameText(frame),
        source: sourceOf(newest, threads),
      };
    });
};
