import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Source } from '../../model/source.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { type Convoy, convoyKey, convoysOf } from './convoy.ts';
import { atWork } from './likely.ts';
import { loggingWait } from './logging.ts';
import { threadIdentity, threadLabel } from './name.ts';
import { remoteWaitFrame } from './remote.ts';
import { isRequestWorker } from './request.ts';

export const convoyShape = object(
  {
    key: string('class of the lock and the method that asks for it'),
    lock: string('class of the lock most victims ask for'),
    lockKind: string('monitor, or synchronizer (java.util.concurrent.locks)'),
    asked: string('frame in which they ask for it'),
    victims: number('threads that wait, directly or behind each other, in the dump where it was longest'),
    sharePct: number('victims of all Java threads of that dump', 'percent'),
    requestVictims: number('server workers among the victims'),
    victimNames: list(string('thread'), 'names of the victims'),
    ownerKnown: boolean('the dump says who holds the lock'),
    root: string('the thread at the end of the chain of holders'),
    rootState: string('its state'),
    rootAt: string('its top frame: what it is doing'),
    rootApplicationFrame: string("the first of the application's own frames of the root"),
    rootRemote: boolean('the root waits for a database or another service while it holds the lock'),
    rootRemoteAt: string('the frame of the client it waits in'),
    rootFrames: list(string('frame'), 'the stack of the root from the top, at most 12 frames'),
    likelyHolders: list(
      string('thread'),
      'threads that stand inside the code that holds the lock, where the owner is not known: likely, not certain',
    ),
    likelyAt: string('where the first of them stands'),
    atWork: list(
      string('thread and place'),
      'where nobody is likely: the few threads in application code that wait for no lock and are not idle; one of them may hold it',
    ),
    sameVictims: number('victims that waited in two or more dumps for the same root, or unserved for the same lock'),
    sameSharePct: number('those of all Java threads', 'percent'),
    logging: boolean('the lock belongs to a logging library or a console stream'),
    dumps: number('dumps it stands in'),
    rootSource: source('the root thread'),
    source: source('the first victim'),
  },
  'threads that wait for one lock holder',
);

export type ConvoyFact = ValueOf<typeof convoyShape>;

const missing = (reason: string): MissingFact => new MissingFact(['thread-dump'], reason);
const placeOf = (dump: ThreadDump, { line, endLine }: Thread): Source => ({ artifact: dump.artifactId, line, endLine });
const javaThreads = (dump: ThreadDump): number => dump.threads.filter(({ kind }) => kind !== 'vm').length;

/** Who holds the others up, as far as two dumps can be compared: the thread, or the only one that probably does. */
const rootIdentity = ({ root, likely }: Convoy): string | undefined => {
  const thread = root ?? (likely.length === 1 ? likely[0] : undefined);
  return thread === undefined ? undefined : threadIdentity(thread);
};

const sameConvoy = (a: Convoy, b: Convoy): boolean => {
  const rootA = rootIdentity(a);
  if (rootA !== undefined && rootA === rootIdentity(b)) return true;
  return (a.lock.address !== undefined && a.lock.address === b.lock.address) || convoyKey(a) === convoyKey(b);
};

/** The convoys of all dumps, those of the same root, lock or place in the code put together. */
const clusters = (series: ThreadSeries): readonly (readonly Convoy[])[] => {
  const found: Convoy[][] = [];
  for (const dump of series.dumps) {
    const open = new Set(found);
    for (const convoy of convoysOf(dump)) {
      const cluster = [...open].find((one) => sameConvoy(one.at(-1)!, convoy));
      if (cluster === undefined) found.push([convoy]);
      else {
        open.delete(cluster);
        cluster.push(convoy);
      }
    }
  }
  return found;
};

/** A queue that moves costs a waiter CPU: who stands at one lock with equal CPU time (`cpu=`, JDK 11 and later, 10 µs) was not served between. */
const unservedAt = ({ lock }: Convoy, { cpuMs }: Thread): string | undefined =>
  lock.address === undefined || cpuMs === undefined ? undefined : `${lock.address} at ${cpuMs} ms`;

const sameVictims = (cluster: readonly Convoy[], dumps: number): number | MissingFact => {
  if (dumps < 2) return missing('one dump cannot show that the same threads still wait');
  const seen = new Map<string, number>();
  let compared = 0;
  for (const convoy of cluster) {
    const root = rootIdentity(convoy);
    const behind = convoy.victims.map((victim) => [victim, root ?? unservedAt(convoy, victim)] as const);
    if (behind.every(([, what]) => what === undefined)) continue;
    compared++;
    for (const [victim, what] of behind) {
      const key = `${threadIdentity(victim)} < ${what}`;
      if (what !== undefined) seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  if (cluster.length >= 2 && compared < 2) return missing('the owner of the lock does not stand in the dumps');
  return [...seen.values()].filter((count) => count >= 2).length;
};

const rootFacts = ({ dump, root, lock }: Convoy, apps: readonly string[] | undefined) => {
  if (root === undefined) {
    const reason =
      lock.kind === 'synchronizer' && !dump.hasOwnableSynchronizers
        ? 'the dump has no "Locked ownable synchronizers" section, so nobody knows the owner of this lock'
        : 'no thread of the dump holds this lock';
    const none = missing(reason);
    return {
      root: none,
      rootState: none,
      rootAt: none,
      rootApplicationFrame: none,
      rootRemote: none,
      rootRemoteAt: none,
      rootFrames: none,
      rootSource: none,
    };
  }
  const application = firstApplicationFrame(root.stack, apps);
  const top = root.stack.frames[0];
  const remote = remoteWaitFrame(root.stack);
  return {
    root: threadLabel(root),
    rootState: root.state ?? missing('the dump does not say the state'),
    rootAt: top === undefined ? missing('it has no Java stack') : frameText(top),
    rootApplicationFrame: application === undefined ? missing('no frame of the application') : frameText(application),
    rootRemote: remote !== undefined,
    rootRemoteAt: remote === undefined ? missing('it waits for nothing remote') : frameText(remote),
    rootFrames: root.stack.frames.slice(0, 12).map(frameText),
    rootSource: placeOf(dump, root),
  };
};

const factOf = (cluster: readonly Convoy[], series: ThreadSeries, apps?: readonly string[]): ConvoyFact => {
  const longest = cluster.reduce((best, one) => (one.victims.length >= best.victims.length ? one : best));
  const { dump, lock, asked, victims, likely } = longest;
  const all = javaThreads(dump);
  const same = sameVictims(cluster, series.total);
  const [first] = likely;
  const others = longest.root === undefined && first === undefined ? atWork(dump, apps) : [];
  const likelyTop =
    first === undefined ? undefined : (firstApplicationFrame(first.stack, apps) ?? first.stack.frames[0]);
  return {
    key: convoyKey(longest),
    lock: lock.className ?? missing('the class of the lock does not stand in the dump'),
    lockKind: lock.kind,
    asked: asked === undefined ? missing('the dump shows no stack') : frameText(asked),
    victims: victims.length,
    sharePct: (100 * victims.length) / all,
    requestVictims: victims.filter(isRequestWorker).length,
    victimNames: victims.map(threadLabel),
    ownerKnown: longest.root !== undefined,
    ...rootFacts(longest, apps),
    likelyHolders:
      likely.length === 0 ? missing('nobody stands inside the code that holds it') : likely.map(threadLabel),
    likelyAt: likelyTop === undefined ? missing('nobody stands inside the code that holds it') : frameText(likelyTop),
    atWork: others.length === 0 ? missing('nobody else stands in application code, or too many do') : others,
    sameVictims: same,
    sameSharePct: typeof same === 'number' ? (100 * same) / all : same,
    logging: loggingWait(victims[0]!) !== undefined,
    dumps: cluster.length,
    source: placeOf(dump, victims[0]!),
  };
};

/** The convoys of a capture, longest first. `apps` are the application's packages. */
export const convoyFacts = (series: ThreadSeries, apps?: readonly string[]): readonly ConvoyFact[] =>
  clusters(series)
    .map((cluster) => ({
      length: Math.max(...cluster.map(({ victims }) => victims.length)),
      fact: factOf(cluster, series, apps),
    }))
    .sort((a, b) => b.length - a.length)
    .map(({ fact }) => fact);
