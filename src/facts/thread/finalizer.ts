import type { Evidence } from '../../model/evidence.ts';
import { MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Frame, Thread } from '../../model/thread-dump.ts';
import { sourceOf } from './caller.ts';
import { frameMatch } from './frame-match.ts';
import { firstApplicationFrame, frameText, isJdkFrame } from './frames.ts';
import { newestDump, once } from './judged.ts';
import { standings, stillAmong } from './standing.ts';
import { blockingCall, waitsFor } from './waits-for.ts';

export const finalizerShape = object(
  {
    name: string('the thread: Finalizer, Common-Cleaner ...'),
    frame: string("the application's frame it stands in, else the first that is not of the JDK"),
    call: string('the method of the JDK it waits in'),
    waitsFor: string('what it waits for'),
    dumps: number('dumps in a row that show it there; 1: only the newest'),
    spanMs: number('how long it is known to stand there', 'ms'),
    source: source('the thread'),
  },
  'a thread of the JVM that runs finalizers or cleaners and stands in one',
);

type Finalizer = Exclude<ValueOf<typeof finalizerShape>, MissingFact>;

/** Below these stands the code of the object that is being freed. */
const runs = frameMatch([
  'Finalizer.runFinalizer',
  'Finalizer.access$*',
  'System$#.invokeFinalize',
  'JavaLangAccess.invokeFinalize',
  'Cleaner.clean',
  'CleanerImpl$PhantomCleanableRef.performCleanup',
  'PhantomCleanable.clean',
  'FinalizableReferenceQueue.cleanUp',
]);
const names = /^(?:Finalizer|Secondary finalizer|Reference Handler|Common-Cleaner|Cleaner-\d+)$/;

const noSpan = new MissingFact(['thread-dump'], 'the dumps do not say when they were taken');

const placeOf = (evidence: Evidence, { stack }: Thread): Frame =>
  firstApplicationFrame(stack, evidence.appPackages) ??
  stack.frames.find((frame) => !isJdkFrame(frame)) ??
  (stack.frames[0] as Frame);

/** Finalizer and cleaner threads that wait for something in somebody's clean-up code. Throws MissingFact with one dump. */
export const blockedFinalizers = once((evidence: Evidence): readonly Finalizer[] => {
  const dump = newestDump(evidence);
  const inside = dump.threads.filter(
    (thread) => names.test(thread.name) && thread.stack.frames.some(runs) && waitsFor(thread) !== undefined,
  );
  if (inside.length === 0) return [];
  const still = stillAmong(evidence, inside);
  if (still instanceof MissingFact) throw still;
  const all = standings(evidence);
  return still.map((thread) => ({
    name: thread.name,
    frame: frameText(placeOf(evidence, thread)),
    call: blockingCall(thread.stack),
    waitsFor: waitsFor(thread) as string,
    dumps: all.get(thread)?.dumps ?? 1,
    spanMs: all.get(thread)?.spanMs ?? noSpan,
    source: sourceOf(dump, [thread]),
  }));
});
