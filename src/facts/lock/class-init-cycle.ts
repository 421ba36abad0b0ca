import { list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadSeries } from '../../model/thread-dump.ts';
import { classInitWaitOf, initializerOf } from './class-init.ts';
import { threadLabel } from './name.ts';

const memberShape = object(
  {
    thread: string('name of the thread'),
    wants: string('class whose initialisation it waits for'),
    heldBy: string('name of the thread that initialises that class'),
    source: source(),
  },
  'a thread of the cycle',
);

export const classInitCycleShape = object(
  {
    size: number('threads in the cycle'),
    classes: list(string('class'), 'the classes, in the order of the cycle'),
    names: list(string('thread'), 'the threads, in that order'),
    members: list(memberShape, 'each waits for the next, the last for the first'),
    blockedBehind: number('other threads that wait for one of these classes'),
    source: source('the first thread'),
  },
  'static initialisers that wait for each other',
);

export type ClassInitCycle = Exclude<ValueOf<typeof classInitCycleShape>, MissingFact>;

/**
 * Cycles of threads that each run a static initialiser the one before waits for, in the newest dump. No lock is involved and the JVM
 * reports none. Throws MissingFact where two threads wait so and the dump (before JDK 17) does not name the classes.
 */
export const classInitCycles = (series: ThreadSeries): readonly ClassInitCycle[] => {
  const dump = series.dumps.at(-1);
  if (dump === undefined) return [];
  const wants = new Map<Thread, string>();
  let nameless = 0;
  for (const thread of dump.threads) {
    const className = classInitWaitOf(thread);
    if (className === 'unknown') nameless++;
    else if (className !== undefined) wants.set(thread, className);
  }
  if (nameless > 1) {
    throw new MissingFact(
      ['thread-dump'],
      `${nameless} threads wait inside of static initialisers, and before JDK 17 a dump does not say for which class`,
    );
  }
  const next = new Map<Thread, Thread>();
  for (const [thread, className] of wants) {
    const initializer = initializerOf(dump, thread, className);
    if (initializer !== undefined) next.set(thread, initializer);
  }
  const found: Thread[][] = [];
  const done = new Set<Thread>();
  for (const start of wants.keys()) {
    const path: Thread[] = [];
    let at: Thread | undefined = start;
    while (at !== undefined && !done.has(at)) {
      done.add(at);
      path.push(at);
      at = next.get(at);
    }
    const from = at === undefined ? -1 : path.indexOf(at);
    if (from >= 0) found.push(path.slice(from));
  }
  return found.map((cycle) => {
    const classes = cycle.map((thread) => wants.get(thread) as string);
    const sourceOf = ({ line, endLine }: Thread) => ({ artifact: dump.artifactId, line, endLine });
    return {
      size: cycle.length,
      classes: classes.toSorted(),
      names: cycle.map(threadLabel),
      members: cycle.map((thread, i) => ({
        thread: threadLabel(thread),
        wants: classes[i] as string,
        heldBy: threadLabel(cycle[(i + 1) % cycle.length] as Thread),
        source: sourceOf(thread),
      })),
      blockedBehind: [...wants].filter(([thread, name]) => !cycle.includes(thread) && classes.includes(name)).length,
      source: sourceOf(cycle[0] as Thread),
    };
  });
};
