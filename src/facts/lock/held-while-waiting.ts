import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { isIdle } from '../thread/idle.ts';
import { taskRunners } from '../thread/idle-table.ts';
import { sameStack } from '../thread/same-stack.ts';
import { blockingCall, waitsFor } from '../thread/waits-for.ts';
import { type Convoy, convoyKey, convoysOf } from './convoy.ts';
import { loggingWait } from './logging.ts';
import { threadIdentity, threadLabel } from './name.ts';

export const heldWhileWaitingShape = object(
  {
    key: string('class of the lock and the method that asks for it'),
    lock: string('class of the lock'),
    holder: string('the thread that holds it'),
    state: string('its state'),
    waitsFor: string('what it waits for meanwhile'),
    call: string('the method of the JDK it waits in'),
    at: string('the frame of the application in which it waits, else its top frame'),
    untimed: boolean('it waits without a time limit'),
    compared: boolean('there is an earlier dump'),
    same: boolean('the same thread stood so in the dump before'),
    victims: number('threads that wait for the lock'),
    victimNames: list(string('thread'), 'their names'),
    workers: list(string('thread'), 'those of them that run a submitted task: the result may have to come from them'),
    frames: list(string('frame'), 'the stack of the holder from the top, at most 12 frames'),
    source: source('the holder'),
    victimSource: source('the first that waits for the lock'),
  },
  'a thread that waits for something else than a lock while others wait for a lock it holds',
);

export type HeldWhileWaiting = Exclude<ValueOf<typeof heldWhileWaitingShape>, MissingFact>;

const waitKinds = new Set([
  'the result of a task',
  'a latch or barrier',
  'a permit',
  'an element of a queue',
  'room in a queue',
  'a condition',
  "another thread's end",
]);

/** A remote answer is another rule's, a pooled connection the pool rules'; a sleep ends by itself. */
const waitOf = ({ root, victims }: Convoy): string | undefined => {
  if (root === undefined || (root.state !== 'WAITING' && root.state !== 'TIMED_WAITING') || isIdle(root))
    return undefined;
  if (victims.some((victim) => loggingWait(victim) !== undefined)) return undefined;
  const words = waitsFor(root);
  return words !== undefined && (waitKinds.has(words) || words.startsWith('a connection of ')) ? words : undefined;
};

const stoodSo = (earlier: ThreadDump | undefined, root: Thread): boolean =>
  earlier !== undefined &&
  convoysOf(earlier).some(
    (convoy) =>
      convoy.root !== undefined &&
      threadIdentity(convoy.root) === threadIdentity(root) &&
      sameStack(convoy.root.stack, root.stack) &&
      waitOf(convoy) !== undefined,
  );

const noClass = new MissingFact(['thread-dump'], 'the class of the lock does not stand in the dump');
const noWorker = new MissingFact([], 'none of them runs a submitted task');

/** Holders of wanted locks that wait themselves, in the newest dump. `apps` are the application's packages. */
export const locksHeldWhileWaiting = (series: ThreadSeries, apps?: readonly string[]): readonly HeldWhileWaiting[] => {
  const dump = series.dumps.at(-1);
  if (dump === undefined) return [];
  const earlier = series.dumps.at(-2);
  return convoysOf(dump).flatMap((convoy) => {
    const words = waitOf(convoy);
    const { root, lock, victims } = convoy;
    if (words === undefined || root === undefined) return [];
    const own = firstApplicationFrame(root.stack, apps) ?? root.stack.frames[0]!;
    const workers = victims.filter(({ stack }) => stack.frames.some(taskRunners));
    const first = victims[0] as Thread;
    return [
      {
        key: convoyKey(convoy),
        lock: lock.className ?? noClass,
        holder: threadLabel(root),
        state: root.state as string,
        waitsFor: words,
        call: blockingCall(root.stack),
        at: frameText(own),
        untimed: root.state === 'WAITING',
        compared: earlier !== undefined,
        same: stoodSo(earlier, root),
        victims: victims.length,
        victimNames: victims.map(threadLabel),
        workers: workers.length === 0 ? noWorker : workers.map(threadLabel),
        frames: root.stack.frames.slice(0, 12).map(frameText),
        source: { artifact: dump.artifactId, line: root.line, endLine: root.endLine },
        victimSource: { artifact: dump.artifactId, line: first.line, endLine: first.endLine },
      },
    ];
  });
};
