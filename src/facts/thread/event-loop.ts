import type { Evidence } from '../../model/evidence.ts';
import { list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { inFileOrder, sourceOf } from './caller.ts';
import { familyOf } from './family.ts';
import { firstApplicationFrame, frameText } from './frames.ts';
import { isIdle } from './idle.ts';
import { selects, waits } from './idle-table.ts';
import { newestDump, once } from './judged.ts';
import { perStack } from './per-stack.ts';
import { standings, stillAmong } from './standing.ts';
import { blockingCall, waitsFor } from './waits-for.ts';

export const eventLoopShape = object(
  {
    family: string('name of the loops, digits as #'),
    loops: number('event loops of that name'),
    blocked: number('of them in a blocking call instead of select'),
    standing: number('of these those in the same call in dumps at least two seconds apart'),
    frame: string('the call of the application that blocks one of them'),
    top: string('its top frame'),
    waitsFor: string('what it waits for'),
    call: string('the method of the JDK it waits in'),
    names: list(string('thread'), 'the blocked ones'),
    source: source('a blocked one'),
  },
  'event loops of one name of which some are blocked',
);

type EventLoops = Exclude<ValueOf<typeof eventLoopShape>, MissingFact>;

const minSpanMs = 2_000;

/**
 * The loop's own method, also in shaded copies: `NioEventLoop.run`, Netty 4.2's `SingleThreadIoEventLoop.run`, XNIO's worker. Netty's
 * DefaultEventLoop and its loops per channel may block.
 */
const loop =
  /(?:^|\.)(?:netty\.channel\.(?:\w+\.)*(?:Nio|Epoll|KQueue|IOUring|SingleThreadIo)EventLoop|xnio\.nio\.WorkerThread)$/;
const isLoop = perStack(({ frames }) =>
  frames.some(({ className, method }) => method === 'run' && loop.test(className)),
);

const isBlocked = (thread: Thread): boolean => {
  const { frames } = thread.stack;
  if (frames.slice(0, 4).some(selects) || isIdle(thread)) return false;
  const [top] = frames;
  return thread.state === 'BLOCKED' || waitsFor(thread) !== undefined || (top !== undefined && waits(top));
};

const noSpan = new MissingFact(['thread-dump'], 'the dumps do not say when they were taken');
const noFrame = new MissingFact([], 'no frame of the application');
const noWait = new MissingFact([], 'the stack does not show a known wait');

/** The loops of which at least one is blocked. Throws MissingFact without a dump. */
export const blockedLoops = once((evidence: Evidence): readonly EventLoops[] => {
  const dump = newestDump(evidence);
  const stands = standings(evidence);
  const families = new Map<string, Thread[]>();
  for (const thread of inFileOrder(dump.threads)) {
    if (!isLoop(thread.stack)) continue;
    const family = familyOf(thread.name);
    const members = families.get(family);
    if (members === undefined) families.set(family, [thread]);
    else members.push(thread);
  }
  return [...families].flatMap(([family, threads]) => {
    const blocked = threads.filter(isBlocked);
    if (blocked.length === 0) return [];
    const still = stillAmong(evidence, blocked);
    const same = still instanceof MissingFact ? [] : still;
    const timed = same.filter((thread) => stands.get(thread)?.spanMs !== undefined);
    const long = timed.filter((thread) => (stands.get(thread)?.spanMs ?? 0) >= minSpanMs).length;
    const first = (same[0] ?? blocked[0]) as Thread;
    const own = firstApplicationFrame(first.stack, evidence.appPackages);
    return [
      {
        family,
        loops: threads.length,
        blocked: blocked.length,
        standing: still instanceof MissingFact ? still : same.length > 0 && timed.length === 0 ? noSpan : long,
        frame: own === undefined ? noFrame : frameText(own),
        top: frameText(first.stack.frames[0]!),
        call: blockingCall(first.stack),
        waitsFor: waitsFor(first) ?? noWait,
        names: blocked.map(({ name }) => name),
        source: sourceOf(dump, [first]),
      },
    ];
  });
});
