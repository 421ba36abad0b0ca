import type { Evidence } from '../../model/evidence.ts';
import { list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Frame, Thread } from '../../model/thread-dump.ts';
import { isRequestWorker } from '../lock/request.ts';
import { applicationPlace } from '../pool/place.ts';
import { inFileOrder, sourceOf } from './caller.ts';
import { frameText, isJdkFrame } from './frames.ts';
import { newestDump, once } from './judged.ts';
import { standings, stillAmong } from './standing.ts';
import { blockingCall, waitsFor } from './waits-for.ts';

export const stuckShape = object(
  {
    at: string('class and method of the first application frame, else of the first outside the JDK'),
    frame: string('that frame'),
    count: number('request workers that stand there'),
    dumps: number('dumps in a row that show each of them there, at least'),
    spanMs: number('time from the first of these dumps to the newest: since when at least', 'ms'),
    waitsFor: string('what would release them'),
    call: string('the method of the JDK they wait in'),
    frames: list(string('frame'), 'the stack of the first, from the call that blocks down to the place'),
    names: list(string('thread'), 'their names'),
    source: source('the first of them'),
  },
  'request workers that stand at one place',
);

type Stuck = Exclude<ValueOf<typeof stuckShape>, MissingFact>;

const minDumps = 3;
const shownFrames = 8;
const noSpan = new MissingFact(['thread-dump'], 'the dumps do not say when they were taken');
const noWait = new MissingFact([], 'the stack does not show a known wait');

const placeOf = (evidence: Evidence, thread: Thread): Frame =>
  applicationPlace(thread, evidence.appPackages) ??
  thread.stack.frames.find((one) => !isJdkFrame(one)) ??
  (thread.stack.frames[0] as Frame);

/** From the JDK's call that blocks on: what stands above it is the same in every wait. The place itself is always shown. */
const shownOf = ({ stack }: Thread, place: Frame): readonly string[] => {
  const { frames } = stack;
  const outside = frames.findIndex((frame) => !isJdkFrame(frame));
  const from = Math.max(outside - 1, 0);
  const shown = frames.slice(from, from + shownFrames);
  return (shown.includes(place) ? shown : [...shown.slice(0, -1), place]).map(frameText);
};

/** By place, the most threads first. Throws MissingFact with fewer than three dumps, or where the threads may have moved. */
export const stuckWorkers = once((evidence: Evidence): readonly Stuck[] => {
  const dump = newestDump(evidence);
  const still = stillAmong(evidence, dump.threads.filter(isRequestWorker), minDumps);
  if (still instanceof MissingFact) throw still;
  const groups = new Map<string, Thread[]>();
  for (const thread of still) {
    const frame = placeOf(evidence, thread);
    const key = `${frame.className}.${frame.method}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thread]);
    else group.push(thread);
  }
  const all = standings(evidence);
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([at, threads]) => {
      const first = inFileOrder(threads)[0] as Thread;
      const stands = threads.map((thread) => all.get(thread)!);
      const spans = stands.flatMap(({ spanMs }) => spanMs ?? []);
      return {
        at,
        frame: frameText(placeOf(evidence, first)),
        count: threads.length,
        dumps: Math.min(...stands.map(({ dumps }) => dumps)),
        spanMs: spans.length === 0 ? noSpan : Math.max(...spans),
        call: blockingCall(first.stack),
        waitsFor: waitsFor(first) ?? noWait,
        frames: shownOf(first, placeOf(evidence, first)),
        names: threads.map(({ name }) => name),
        source: sourceOf(dump, [first]),
      };
    });
});
