import type { Evidence } from '../../model/evidence.ts';
import { list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { remoteWaitFrame } from '../lock/remote.ts';
import { isRequestWorker } from '../lock/request.ts';
import { sourceOf } from './caller.ts';
import { frameMatch } from './frame-match.ts';
import { frameText } from './frames.ts';
import { isIdle } from './idle.ts';
import { judgedDumps, newestDump, once } from './judged.ts';
import { perStack } from './per-stack.ts';
import { placeShape, placesOf } from './place.ts';
import { standings, stillAmong } from './standing.ts';

export const remoteWaitShape = object(
  {
    client: string('class and method of the client library they wait in'),
    at: string('that frame'),
    count: number('request workers that wait in it'),
    requestThreads: number('request workers of the dump, idle ones included'),
    pct: number('share of all request workers', 'percent'),
    dumps: number('dumps that were compared'),
    standing: number('of them those that stood there in at least two dumps, without using CPU'),
    standingPct: number('their share of all request workers', 'percent'),
    spanMs: number('the longest time one of them is known to stand there', 'ms'),
    places: list(placeShape, 'who calls it, the most frequent first, at most three'),
    source: source('one of them'),
  },
  'request workers that wait for one remote side',
);

type RemoteWait = Exclude<ValueOf<typeof remoteWaitShape>, MissingFact>;

/** The server reads the request: it is the caller who is slow, nothing this JVM calls. */
const requestReads = frameMatch([
  'CoyoteInputStream.*',
  'Http11InputBuffer.*',
  'InternalInputBuffer.*',
  'InternalNioInputBuffer.*',
  'InternalAprInputBuffer.*',
  'AjpProcessor.*',
  'HttpInput.*',
  'HttpParser.*',
  'ServletInputStreamImpl.*',
]);
const answerOf = perStack((stack) => {
  const frame = remoteWaitFrame(stack);
  const above = frame === undefined ? [] : stack.frames.slice(0, Math.max(stack.frames.indexOf(frame), 14));
  return above.some(requestReads) ? undefined : frame;
});

const noSpan = new MissingFact(
  ['thread-dump'],
  'none is known to have stood there in two dumps that say when they were taken',
);

/** By the client's frame, the most threads first. Throws MissingFact without a dump. */
export const remoteWaits = once((evidence: Evidence): readonly RemoteWait[] => {
  const dump = newestDump(evidence);
  const stands = standings(evidence);
  const workers = dump.threads.filter(isRequestWorker);
  const groups = new Map<string, Thread[]>();
  for (const thread of workers) {
    if (isIdle(thread)) continue;
    const frame = answerOf(thread.stack);
    if (frame === undefined) continue;
    const key = `${frame.className}.${frame.method}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thread]);
    else group.push(thread);
  }
  const dumps = judgedDumps(evidence).length;
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([client, threads]) => {
      const still = stillAmong(evidence, threads);
      const spans = still instanceof MissingFact ? [] : still.flatMap((thread) => stands.get(thread)?.spanMs ?? []);
      return {
        client,
        at: frameText(remoteWaitFrame((threads[0] as Thread).stack)!),
        count: threads.length,
        requestThreads: workers.length,
        pct: (100 * threads.length) / workers.length,
        dumps,
        standing: still instanceof MissingFact ? still : still.length,
        standingPct: still instanceof MissingFact ? still : (100 * still.length) / workers.length,
        spanMs: spans.length === 0 ? noSpan : Math.max(...spans),
        places: placesOf(evidence, threads),
        source: sourceOf(dump, threads),
      };
    });
});
