import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, type MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Frame, Stack, Thread } from '../../model/thread-dump.ts';
import { isRequestWorker } from '../lock/request.ts';
import { applicationPlace } from '../pool/place.ts';
import { inFileOrder, sourceOf } from './caller.ts';
import { frameText, isJdkFrame } from './frames.ts';
import { familyGroups } from './group.ts';
import { isIdle } from './idle.ts';
import { newestDump, once } from './judged.ts';
import { waitsFor } from './waits-for.ts';

export const convergenceShape = object(
  {
    family: string('the threads: their names with digits as #'),
    request: boolean('they serve requests'),
    at: string('class and method of the application that they all stand in'),
    frame: string('that frame as the first of them shows it'),
    count: number('threads of the family that stand in it'),
    size: number('threads of the family'),
    pct: number('share of the family', 'percent'),
    below: list(
      string('frame'),
      'what it called: the frames above it on the stack of the first, top first, at most eight',
    ),
    source: source('the first of them'),
  },
  'threads of one family that stand in one method of the application',
);

type Convergence = Exclude<ValueOf<typeof convergenceShape>, MissingFact>;

/** A shorter stack is a thread's own loop, where all of its kind stand at all times. */
const minFrames = 10;
const minCount = 2;
const shownFrames = 8;

/** Nothing but the JDK called it: the thread's own loop, not a task it was given. */
const isOwnLoop = ({ frames }: Stack, frame: Frame): boolean =>
  frame.method === 'run' && frames.slice(frames.indexOf(frame) + 1).every(isJdkFrame);

const taskFrame = (evidence: Evidence, thread: Thread): Frame | undefined => {
  const frame = applicationPlace(thread, evidence.appPackages);
  const { stack } = thread;
  return frame === undefined || isOwnLoop(stack, frame) ? undefined : frame;
};

/** Where a thread stands in a task it was given; looked for once in a stack that many threads share. */
const placesIn = (evidence: Evidence): ((thread: Thread) => Frame | undefined) => {
  const frames = new Map<Stack, Frame | undefined>();
  return (thread) => {
    const { stack } = thread;
    if (stack.frames.length < minFrames || isIdle(thread) || waitsFor(thread) === 'sleep') return undefined;
    if (!frames.has(stack)) frames.set(stack, taskFrame(evidence, thread));
    return frames.get(stack);
  };
};

/** From two threads at one place on; the rule judges. The most threads first. Throws MissingFact without a dump. */
export const convergences = once((evidence: Evidence): readonly Convergence[] => {
  const dump = newestDump(evidence);
  const placeOf = placesIn(evidence);
  return familyGroups(dump)
    .flatMap(({ name, threads }): Convergence[] => {
      const places = new Map<string, Thread[]>();
      for (const thread of inFileOrder(threads)) {
        const frame = placeOf(thread);
        if (frame === undefined) continue;
        const key = `${frame.className}.${frame.method}`;
        const place = places.get(key);
        if (place === undefined) places.set(key, [thread]);
        else place.push(thread);
      }
      return [...places]
        .filter(([, { length }]) => length >= minCount)
        .map(([at, there]) => {
          const first = there[0] as Thread;
          const frame = placeOf(first) as Frame;
          return {
            family: name,
            request: isRequestWorker(first),
            at,
            frame: frameText(frame),
            count: there.length,
            size: threads.length,
            pct: (100 * there.length) / threads.length,
            below: first.stack.frames.slice(0, first.stack.frames.indexOf(frame)).slice(0, shownFrames).map(frameText),
            source: sourceOf(dump, [first]),
          };
        });
    })
    .sort((a, b) => (b.count as number) - (a.count as number));
});
