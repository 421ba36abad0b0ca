import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { sourceOf } from './caller.ts';
import { threadCores } from './cpu.ts';
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

const isJava = (thread: Thread): boolean => thread.kind !== 'vm' && thread.stack.frames.length > 0;

/**
 * Java threads that use CPU, the busiest first: between dumps when there are two, else over their lifetime. Compiler and
 * collector threads are left out. Throws MissingFact when no CPU time is known.
 */
export const hotThreads = once((evidence: Evidence): readonly Hot[] => {
  const dump = newestDump(evidence);
  const between = orMissing(() => threadCores(evidence));
  const measured = between instanceof MissingFact ? undefined : between;
  const rate = (thread: Thread): number | undefined =>
    measured === undefined ? lifetimeCores(thread) : measured.get(thread);
  if (measured === undefined && dump.threads.every((thread) => lifetimeCores(thread) === undefined)) throw between;
  return dump.threads
    .filter((thread) => isJava(thread) && (rate(thread) ?? 0) >= minCores)
    .sort((a, b) => (rate(b) ?? 0) - (rate(a) ?? 0) || a.line - b.line)
    .slice(0, maxListed)
    .map((thread) => {
      const own = firstApplicationFrame(thread.stack, evidence.appPackages);
      return {
        name: thread.name,
        family: familyOf(thread.name),
        cores: rate(thread) ?? 0,
        lifetime: measured === undefined,
        ageMs: thread.elapsedMs ?? new MissingFact(['process'], 'the age of the thread is not known'),
        sameFrames: staysInPlace(evidence, thread),
        frames: thread.stack.frames.slice(0, shownFrames).map(frameText),
        applicationFrame: own === undefined ? new MissingFact([], 'no application frame in the stack') : frameText(own),
        source: sourceOf(dump, [thread]),
      };
    });
});
