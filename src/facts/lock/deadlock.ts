import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Source } from '../../model/source.ts';
import type { ThreadSeries } from '../../model/thread-dump.ts';
import { familyOf } from '../thread/family.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { lockGraph, rootOf } from './graph.ts';
import { type Sighting, sightingsOf } from './sighting.ts';
import { lockUse } from './use.ts';

const memberShape = object(
  {
    thread: string('name of the thread'),
    holds: string('class of the lock it holds and the thread before it wants'),
    wants: string('class of the lock it waits for'),
    heldBy: string('name of the thread that holds it'),
    at: string('frame that asks for the lock'),
    calledFrom: string("the next of the application's own frames below it"),
    frames: list(string('frame'), 'its stack from the top, at most 12 frames'),
    source: source(),
  },
  'a thread of the cycle',
);

export const deadlockShape = object(
  {
    key: string(
      'the same for the same deadlock in another run: families of the threads and classes of the locks, no address',
    ),
    reportedByJvm: boolean('the JVM itself printed it; otherwise it was found in the lock lines'),
    size: number('threads in the cycle'),
    names: list(string('thread'), 'names of the members in cycle order'),
    members: list(memberShape, 'each waits for the next, the last for the first'),
    blockedBehind: number('other threads that wait, directly or not, for a member'),
    dumps: number('dumps it stands in'),
    source: source(),
  },
  'threads that wait for each other in a circle',
);

export type Deadlock = ValueOf<typeof deadlockShape>;
type Member = ValueOf<typeof memberShape>;

const unknown = (what: string): MissingFact => new MissingFact(['thread-dump'], `${what} does not stand in the dump`);

const memberOf = ({ dump, names, threads, reported }: Sighting, index: number, apps?: readonly string[]): Member => {
  const thread = threads[index];
  const before = (index + names.length - 1) % names.length;
  const after = (index + 1) % names.length;
  const name = names[index]!;
  const wantsOf = (at: number): string | undefined => {
    const told = reported?.members.find((member) => member.thread === names[at])?.wants?.className;
    const own = threads[at] === undefined ? undefined : lockUse(threads[at]).want?.className;
    return own ?? told;
  };
  const frames = thread?.stack.frames ?? [];
  const want = thread === undefined ? undefined : lockUse(thread).want;
  const at = want === undefined ? undefined : frames[Math.max(want.frame, 0)];
  const below =
    at === undefined ? undefined : firstApplicationFrame({ frames: frames.slice(frames.indexOf(at) + 1) }, apps);
  const place: Source =
    thread === undefined
      ? { artifact: dump.artifactId, line: reported?.line ?? dump.line, endLine: reported?.endLine ?? dump.endLine }
      : { artifact: dump.artifactId, line: thread.line, endLine: thread.endLine };
  return {
    thread: name,
    holds: wantsOf(before) ?? unknown('the class of the lock'),
    wants: wantsOf(index) ?? unknown('the class of the lock'),
    heldBy: names[after]!,
    at: at === undefined ? unknown('the frame') : frameText(at),
    calledFrom: below === undefined ? unknown('a frame of the application below it') : frameText(below),
    frames: frames.slice(0, 12).map(frameText),
    source: place,
  };
};

const blockedBehind = ({ dump, threads }: Sighting): number => {
  const graph = lockGraph(dump);
  let count = 0;
  for (const waiter of graph.waiters.keys()) {
    if (threads.includes(waiter)) continue;
    const root = rootOf(graph, waiter);
    if (root.kind === 'cycle' && threads.includes(root.member)) count++;
  }
  return count;
};

const merged = (sightings: readonly Sighting[], apps?: readonly string[]): Deadlock => {
  // The newest tells how many are stuck by now.
  const last = sightings.at(-1)!;
  const told = sightings.find(({ reported }) => reported !== undefined)?.reported;
  const sighting: Sighting = told === undefined || last.reported !== undefined ? last : { ...last, reported: told };
  const members = sighting.names.map((_, index) => memberOf(sighting, index, apps));
  const words = sighting.names.map((name, index) => {
    const thread = sighting.threads[index];
    return `${familyOf(name)} ${(thread && lockUse(thread).want?.className) ?? '?'}`;
  });
  const { dump, reported } = last;
  return {
    key: words.sort().join(' | '),
    reportedByJvm: told !== undefined,
    size: members.length,
    names: sighting.names,
    members,
    blockedBehind: blockedBehind(last),
    dumps: sightings.length,
    source:
      reported !== undefined
        ? { artifact: dump.artifactId, line: reported.line, endLine: reported.endLine }
        : (members[0] as { readonly source: Source }).source,
  };
};

/**
 * The deadlocks of a capture, each once however many dumps show it, the JVM's reports and the cycles in the lock lines merged.
 * `apps` are the application's packages.
 */
export const deadlocksOf = (series: ThreadSeries, apps?: readonly string[]): readonly Deadlock[] => {
  const byIdentity = new Map<string, Sighting[]>();
  for (const dump of series.dumps) {
    for (const sighting of sightingsOf(dump)) {
      const known = byIdentity.get(sighting.identity);
      if (known === undefined) byIdentity.set(sighting.identity, [sighting]);
      else known.push(sighting);
    }
  }
  return [...byIdentity.values()].map((sightings) => merged(sightings, apps));
};
