import type { Evidence } from '../../model/evidence.ts';
import { list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Stack } from '../../model/thread-dump.ts';
import { isRequestWorker } from '../lock/request.ts';
import { sourceOf } from './caller.ts';
import { frameMatch } from './frame-match.ts';
import { frameText } from './frames.ts';
import { newestDump, once } from './judged.ts';
import { perStack } from './per-stack.ts';
import { placeShape, placesOf } from './place.ts';
import { stillAmong } from './standing.ts';

export const entropyShape = object(
  {
    waiting: number('threads in the seed source of SecureRandom, or behind one that is'),
    requestThreads: number('request workers among them'),
    standing: number('of them those that stood there in at least two dumps, without using CPU'),
    at: string("the JDK's frame of the first of them"),
    places: list(placeShape, 'who asks for random bytes, the most frequent first, at most three'),
    source: source('one of them'),
  },
  'threads that wait for random bytes of the operating system',
);

/** sun.security.provider: they read /dev/random, the device of java.security.egd or the system's own. */
const seeds = frameMatch([
  'NativePRNG$RandomIO.*',
  'SeedGenerator$URLSeedGenerator.*',
  'SeedGenerator$ThreadedSeedGenerator.*',
  'NativeSeedGenerator.*',
  'SeedGenerator.generateSeed',
  'SeedGenerator.getSystemEntropy',
]);
const nearFrames = 12;

const seedFrame = perStack(({ frames }: Stack) => frames.slice(0, nearFrames).find(seeds));

const nobody = new MissingFact([], 'nobody waits for random bytes');

/** Threads that stand in the seed source. Throws MissingFact without a dump. */
export const entropyWaits = once((evidence: Evidence): ValueOf<typeof entropyShape> => {
  const dump = newestDump(evidence);
  const threads = dump.threads.filter(({ stack }) => seedFrame(stack) !== undefined);
  const [first] = threads;
  if (first === undefined) {
    return { waiting: 0, requestThreads: 0, standing: 0, at: nobody, places: [], source: nobody };
  }
  const still = stillAmong(evidence, threads);
  return {
    waiting: threads.length,
    requestThreads: threads.filter(isRequestWorker).length,
    standing: still instanceof MissingFact ? still : still.length,
    at: frameText(seedFrame(first.stack)!),
    places: placesOf(evidence, threads),
    source: sourceOf(dump, threads),
  };
});
