import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { sourceOf } from './caller.ts';
import { betweenDumps, threadCores } from './cpu.ts';
import { familyOf } from './family.ts';
import { firstApplicationFrame, frameText, isJdkFrame } from './frames.ts';
import { identityOf, threadsByIdentity } from './identity.ts';
import { isIdle } from './idle.ts';
import { judgedDumps, newestDump, once, orMissing } from './judged.ts';

export const hotShape = object(
  {
    name: string('thread'),
    family: string('its family'),
    cores: number('CPU used, in cores', 'cores'),
    lifetime: boolean('over the whole life of the thread, from one dump; else between dumps'),
    past: boolean('between two earlier dumps only: it is calm, or gone, in the newest'),
    ageMs: number('age of the thread', 'ms'),
    sameFrames: boolean('the same place in the code, and not waiting for work, in every dump that shows the thread'),
    frames: list(string('frame'), 'the top of its stack'),
    applicationFrame: string('first application frame'),
    source: source('the thread'),
  },
  'a Java thread that uses a lot of CPU',
);

type Hot = Exclude<ValueOf<typeof hotShape>, MissingFact>;

/** Listed from here on; the rule judges. */
const minCores = 0.2;
const maxListed = 50;
const shownFrames = 6;

/**
 * The place in the code that stays when a loop is busy: the top frame outside the JDK. Lines differ from moment to moment, and so
 * do the JDK's frames above it; the frameworks' frames of a starting application move on.
 */
const placeOf = ({ stack }: Thread): string => {
  const frame = stack.frames.find((one) => !isJdkFrame(one)) ?? stack.frames[0];
  return frame === undefined ? '' : `${frame.className}.${frame.method}`;
};

const staysInPlace = (evidence: Evidence, thread: Thread): boolean | MissingFact => {
  const dumps = judgedDumps(evidence);
  if (dumps.length < 2)
    return new MissingFact(['thread-dump'], 'a single dump does not show whether the thread moves on');
  const key = identityOf(thread);
  const place = placeOf(thread);
  const seen = dumps.flatMap((dump) => (key === undefined ? [] : (threadsByIdentity(dump).get(key) ?? [])));
  return seen.length > 1 && seen.every((one) => !isIdle(one) && placeOf(one) === place);
};

const lifetimeCores = (thread: Thread): number | undefined =>
  thread.cpuMs === undefined || thread.elapsedMs === undefined || thread.elapsedMs < 1
    ? undefined
    : thread.cpuMs / thread.elapsedMs;

/** Listed of an earlier moment from here on: it would have been told then. */
const minPastCores = 0.4;

type Busy = { readonly thread: Thread; readonly dump: ThreadDump; readonly cores: number };

/** Threads that were busy between two dumps that follow each other, the busiest moment of each; of those not listed already. */
const pastBusy = (evidence: Evidence, listed: ReadonlySet<string>): readonly Busy[] => {
  const dumps = judgedDumps(evidence);
  const busiest = new Map<string, Busy>();
  for (const [i, dump] of dumps.entries()) {
    const before = dumps[i - 1];
    if (before === undefined) continue;
    for (const [thread, cores] of betweenDumps(before, dump)) {
      const key = identityOf(thread);
      if (key === undefined || listed.has(key) || !isJava(thread) || cores < minPastCores) continue;
      if (cores > (busiest.get(key)?.cores ?? 0)) busiest.set(key, { thread, dump, cores });
    }
  }
  return [...busiest.values()];
};

const isJava = (thread: Thread): boolean => thread.kind !== 'vm' && thread.stack.frames.length > 0;

/**
 * Java threads that use CPU, the busiest first: between dumps when there are two, else over their lifetime; also those that did between two
 * earlier dumps and no longer do. Compiler and collector threads are left out. Throws MissingFact when no CPU time is known.
 */
export const hotThreads = once((evidence: Evidence): readonly Hot[] => {
  const dump = newestDump(evidence);
  const between = orMissing(() => threadCores(evidence));
  const measured = between instanceof MissingFact ? undefined : between;
  const rate = (thread: Thread): number | undefined =>
    measured === undefined ? lifetimeCores(thread) : measured.get(thread);
  if (measured === undefined && dump.threads.every((thread) => lifetimeCores(thread) === undefined)) throw between;
  const now: readonly Busy[] = dump.threads
    .filter((thread) => isJava(thread) && (rate(thread) ?? 0) >= minCores)
    .map((thread) => ({ thread, dump, cores: rate(thread) ?? 0 }));
  const told = now.filter(({ cores }) => cores >= minPastCores).map(({ thread }) => identityOf(thread) ?? '');
  const past = new Set(measured === undefined ? [] : pastBusy(evidence, new Set(told)));
  const isTold = ({ thread }: Busy): boolean =>
    ![...past].some((one) => identityOf(one.thread) !== undefined && identityOf(one.thread) === identityOf(thread));
  return [...now.filter(isTold), ...past]
    .sort((a, b) => b.cores - a.cores || a.thread.line - b.thread.line)
    .slice(0, maxListed)
    .map((busy) => {
      const { thread, cores } = busy;
      const own = firstApplicationFrame(thread.stack, evidence.appPackages);
      return {
        name: thread.name,
        family: familyOf(thread.name),
        cores,
        lifetime: measured === undefined,
        past: past.has(busy),
        ageMs: thread.elapsedMs ?? new MissingFact(['process'], 'the age of the thread is not known'),
        sameFrames: past.has(busy) ? false : staysInPlace(evidence, thread),
        frames: thread.stack.frames.slice(0, shownFrames).map(frameText),
        applicationFrame: own === undefined ? new MissingFact([], 'no application frame in the stack') : frameText(own),
        source: sourceOf(busy.dump, [thread]),
      };
    });
});
