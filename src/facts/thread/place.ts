import type { Evidence } from '../../model/evidence.ts';
import { number, object, string } from '../../model/fact.ts';
import type { Stack, Thread } from '../../model/thread-dump.ts';
import { stackCounts } from './caller.ts';
import { firstApplicationFrame, frameText, isJdkFrame } from './frames.ts';

export const placeShape = object(
  {
    count: number('threads that stand there'),
    frame: string('first application frame, else the first frame that is not of the JDK'),
    top: string('the frame on top of the stack nearest to the wait that is not of the JDK'),
  },
  'a place in the code where threads stand',
);

const maxPlaces = 3;

type Place = { readonly count: number; readonly frame: string; readonly top: string };

const placeOf = (evidence: Evidence, stack: Stack): Omit<Place, 'count'> => {
  const outside = stack.frames.find((frame) => !isJdkFrame(frame)) ?? stack.frames[0];
  const top = outside === undefined ? '(no Java frames)' : frameText(outside);
  const own = firstApplicationFrame(stack, evidence.appPackages);
  return { frame: own === undefined ? top : frameText(own), top };
};

/** The places in the code where most of these threads stand; one per first application frame, at most three. */
export const placesOf = (evidence: Evidence, threads: readonly Thread[]): readonly Place[] => {
  const places = new Map<string, { count: number; readonly tops: Map<string, number> }>();
  for (const [stack, count] of stackCounts(threads)) {
    const { frame, top } = placeOf(evidence, stack);
    const place = places.get(frame) ?? { count: 0, tops: new Map<string, number>() };
    place.count += count;
    place.tops.set(top, (place.tops.get(top) ?? 0) + count);
    places.set(frame, place);
  }
  const most = (tops: ReadonlyMap<string, number>): string =>
    ([...tops].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] as readonly [string, number])[0];
  return [...places]
    .sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxPlaces)
    .map(([frame, { count, tops }]) => ({ count, frame, top: most(tops) }));
};
