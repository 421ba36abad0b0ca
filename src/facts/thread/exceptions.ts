import type { Evidence } from '../../model/evidence.ts';
import { list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Stack, Thread, ThreadDump } from '../../model/thread-dump.ts';
import { sourceOf } from './caller.ts';
import { frameMatch } from './frame-match.ts';
import { isIdle } from './idle.ts';
import { judgedDumps, once } from './judged.ts';
import { perStack } from './per-stack.ts';
import { placeShape, placesOf } from './place.ts';

export const exceptionsShape = object(
  {
    dumps: number('dumps that were looked at'),
    fewest: number('threads that make a stack trace of an exception, the fewest of any dump'),
    most: number('the most of any dump'),
    sharePct: number('their share of all threads that compute, over all dumps', 'percent'),
    className: string('the exception most of them make, by the lock line of the dump'),
    places: list(placeShape, 'where they are made, the most frequent first, at most three'),
    source: source('one of them'),
  },
  'threads that stand in the making of exceptions',
);

const makes = frameMatch([
  'Throwable.fillInStackTrace',
  'Throwable.getStackTraceElement',
  'Throwable.getStackTraceDepth',
  'Throwable.getOurStackTrace',
  'StackTraceElement.initStackTraceElements',
  'StackTraceElement.initStackTraceElement',
  'StackTraceElement.of',
]);
const nearFrames = 4;

const makesTrace = perStack(({ frames }: Stack) => frames.slice(0, nearFrames).some(makes));

const computes = (thread: Thread): boolean =>
  thread.state === 'RUNNABLE' && thread.kind === 'platform' && thread.stack.frames.length > 0 && !isIdle(thread);

const makersIn = (dump: ThreadDump): readonly Thread[] =>
  dump.threads.filter((thread) => makesTrace(thread.stack) && computes(thread));

/** HotSpot's fillInStackTrace is synchronized: the exception is the object it locks. */
const classOf = ({ locks }: Thread): string | undefined =>
  locks.find(({ kind, className }) => kind === 'locked' && /(?:Exception|Error|Throwable)$/.test(className ?? ''))
    ?.className;

const mostFrequent = (names: readonly string[]): string | undefined => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
};

const nobody = new MissingFact([], 'no thread makes a stack trace');

/** How much of what the threads do is the making of exceptions. Throws MissingFact without a dump. */
export const exceptionFacts = once((evidence: Evidence): ValueOf<typeof exceptionsShape> => {
  const dumps = judgedDumps(evidence);
  const makers = dumps.map(makersIn);
  const counts = makers.map(({ length }) => length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const computing = dumps.reduce((sum, dump) => sum + dump.threads.filter(computes).length, 0);
  const at = counts.indexOf(Math.max(...counts));
  const shown = makers[at] ?? [];
  return {
    dumps: dumps.length,
    fewest: Math.min(...counts),
    most: Math.max(...counts),
    sharePct: computing === 0 ? 0 : (100 * total) / computing,
    className: mostFrequent(makers.flat().flatMap((thread) => classOf(thread) ?? [])) ?? nobody,
    places: placesOf(evidence, makers.flat()),
    source: total === 0 ? nobody : sourceOf(dumps[at] as ThreadDump, shown),
  };
});
