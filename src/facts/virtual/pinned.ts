import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Frame, Thread, ThreadSeries } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText, isApplicationFrame } from '../thread/frames.ts';
import { perStack } from '../thread/per-stack.ts';
import { momentsOf } from './moment.ts';

/**
 * A virtual thread that keeps its carrier while it waits: `VirtualThread.parkOnCarrierThread` is where the JDK parks the carrier itself, because a native
 * frame, or before JDK 24 a monitor, is in the way; before JDK 24 Object.wait keeps it, too.
 */
const pinnedBy = perStack(({ frames }): 'park' | 'wait' | undefined => {
  const top = frames.slice(0, 4);
  if (top.some(({ className, method }) => className === 'java.lang.VirtualThread' && method === 'parkOnCarrierThread'))
    return 'park';
  return top.some(({ className, method }) => className === 'java.lang.Object' && method.startsWith('wait'))
    ? 'wait'
    : undefined;
});

const keeps = ({ className, method }: Frame): boolean =>
  (className === 'java.lang.VirtualThread' && method === 'parkOnCarrierThread') ||
  (className === 'java.lang.Object' && method.startsWith('wait'));

/** How many of the application's frames below the first one are told: a helper's name says little. */
const maxCallers = 2;

/** A class initializer runs below a native frame of the JVM, on every JDK. */
const hasInitializer = perStack(({ frames }) => frames.some(({ method }) => method === '<clinit>'));

const isPinned = ({ kind, stack }: Thread, jdk: number | undefined): boolean => {
  if (kind !== 'virtual') return false;
  const by = pinnedBy(stack);
  return by === 'park' || (by === 'wait' && jdk !== undefined && jdk < 24);
};

export const pinnedShape = list(
  object(
    {
      at: string("the application's place that waits"),
      callers: list(string('frame'), "the application's frames below that place"),
      top: string('frame in which it keeps the carrier'),
      count: number('virtual threads there, in the newest dump'),
      same: number('those that stood there in the dump before, too'),
      inInitializer: boolean('below a class initializer: a native frame, on every JDK'),
      jdk: number('feature release of the JVM'),
      monitorsPin: boolean('before JDK 24, where synchronized and Object.wait keep the carrier'),
      source: source('the first of them'),
    },
    'a place where virtual threads keep their carriers while they wait',
  ),
  'places of pinned virtual threads, most threads first',
);

/** Where virtual threads wait without giving their carrier back. Throws MissingFact where their stacks are not shown. */
export const pinnedFacts = (series: ThreadSeries, apps: readonly string[] | undefined): ValueOf<typeof pinnedShape> => {
  const moments = momentsOf(series);
  const newest = moments.at(-1);
  const jdk = (newest?.dump ?? newest?.listing)?.jdk;
  const shown = newest?.listing !== undefined || (jdk !== undefined && jdk >= 24);
  if (newest === undefined || !shown) {
    throw new MissingFact(
      ['thread-dump'],
      `Thread.print of JDK ${jdk ?? '21 to 23'} does not show the stack of a carried virtual thread: take Thread.dump_to_file -format=json beside it`,
    );
  }
  const before = new Set(
    (moments.at(-2)?.virtual ?? []).filter(({ thread }) => isPinned(thread, jdk)).map(({ thread }) => thread.id),
  );
  const places = new Map<string, { thread: Thread; artifact: string; count: number; same: number; top: string }>();
  for (const { thread, dump } of newest.virtual) {
    if (!isPinned(thread, jdk)) continue;
    const own = firstApplicationFrame(thread.stack, apps);
    const first = thread.stack.frames.find(keeps);
    const top = first === undefined ? '' : frameText(first);
    const key = own === undefined ? top : frameText(own);
    const place = places.get(key) ?? { thread, artifact: dump.artifactId, count: 0, same: 0, top };
    place.count++;
    if (before.has(thread.id)) place.same++;
    places.set(key, place);
  }
  return [...places]
    .sort((a, b) => b[1].count - a[1].count)
    .map(([at, { thread, artifact, count, same, top }]) => ({
      at,
      callers: thread.stack.frames
        .filter((frame) => isApplicationFrame(frame) && frameText(frame) !== at)
        .slice(0, maxCallers)
        .map(frameText),
      top,
      count,
      same: moments.length < 2 ? new MissingFact(['thread-dump'], 'one dump cannot show that they stay') : same,
      inInitializer: hasInitializer(thread.stack),
      jdk: jdk ?? new MissingFact([], 'the dump does not name the JDK'),
      monitorsPin: jdk === undefined ? new MissingFact([], 'the dump does not name the JDK') : jdk < 24,
      source: { artifact, line: thread.line, endLine: thread.endLine },
    }));
};
