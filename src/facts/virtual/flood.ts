import { MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Stack, ThreadSeries } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText, isJdkFrame } from '../thread/frames.ts';
import { type Listed, momentsOf } from './moment.ts';

export const crowdShape = object(
  {
    total: number('virtual threads that have run, in the newest list'),
    count: number('those that stand at the place with most of them'),
    at: string("that place: the application's first frame, else the first that is not of the JDK"),
    top: string('frame in which the first of them waits'),
    growth: number('how many more stand there than in the list before'),
    perMinute: number('the same per minute', 'per-minute'),
    dumps: number('lists of virtual threads'),
    source: source('the first of them'),
  },
  'where most virtual threads stand',
);

type Places = ReadonlyMap<string, { readonly count: number; readonly first: Listed }>;

/** Stacks are shared by threads with the same frames: each is looked at once. */
const placesOf = (virtual: readonly Listed[], apps: readonly string[] | undefined): Places => {
  const names = new Map<Stack, string>();
  const places = new Map<string, { count: number; readonly first: Listed }>();
  for (const one of virtual) {
    const { stack } = one.thread;
    let name = names.get(stack);
    if (name === undefined) {
      const frame =
        firstApplicationFrame(stack, apps) ?? stack.frames.find((each) => !isJdkFrame(each)) ?? stack.frames[0];
      name = frame === undefined ? '' : frameText(frame);
      names.set(stack, name);
    }
    const place = places.get(name);
    if (place === undefined) places.set(name, { count: 1, first: one });
    else place.count++;
  }
  return places;
};

/** The place where most virtual threads stand, and whether their number grows. Throws MissingFact without a list of them. */
export const crowdFacts = (series: ThreadSeries, apps: readonly string[] | undefined): ValueOf<typeof crowdShape> => {
  const lists = momentsOf(series).filter(({ listing }) => listing !== undefined);
  const newest = lists.at(-1);
  if (newest === undefined) {
    throw new MissingFact(
      ['thread-dump'],
      'Thread.print does not list virtual threads: take Thread.dump_to_file -format=json',
    );
  }
  const nobody = new MissingFact([], 'there is no virtual thread');
  const [worst] = [...placesOf(newest.virtual, apps)].sort((a, b) => b[1].count - a[1].count);
  const before = lists.at(-2);
  const one = new MissingFact(['thread-dump'], 'one list cannot show growth');
  const growth =
    worst === undefined
      ? 0
      : before === undefined
        ? one
        : worst[1].count - (placesOf(before.virtual, apps).get(worst[0])?.count ?? 0);
  const apartMs = (newest.listing?.takenAtMs ?? Number.NaN) - (before?.listing?.takenAtMs ?? Number.NaN);
  const top = worst?.[1].first.thread.stack.frames[0];
  return {
    total: newest.virtual.length,
    count: worst?.[1].count ?? 0,
    at: worst === undefined ? nobody : worst[0],
    top: top === undefined ? nobody : frameText(top),
    growth,
    perMinute:
      typeof growth === 'number' && apartMs > 0
        ? (growth * 60_000) / apartMs
        : new MissingFact(['thread-dump'], 'the lists have no time'),
    dumps: lists.length,
    source:
      worst === undefined
        ? nobody
        : {
            artifact: worst[1].first.dump.artifactId,
            line: worst[1].first.thread.line,
            endLine: worst[1].first.thread.endLine,
          },
  };
};
