import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { threadCores } from './cpu.ts';
import { identityOf, threadsByIdentity } from './identity.ts';
import { isIdle } from './idle.ts';
import { judgedDumps, newestDump, once, orMissing } from './judged.ts';
import { sameStack } from './same-stack.ts';
import { spanBetweenMs } from './turnover.ts';

/** A request of a server costs a tenth of a millisecond at least: below this a thread has done nothing between two dumps. */
const stillCpuMs = 0.2;
/** The same in cores, for the kernel's figures, which count whole ticks of 10 ms. */
const stillCores = 0.0005;

/** How long a thread of the newest dump has stood where it stands. */
export type Standing = {
  /** Dumps in a row, the newest included, that show the thread in the same stack and without CPU used between them. */
  readonly dumps: number;
  /** That it did not move in between is known, by its CPU or what it waits on; a busy worker can come by the same place twice. */
  readonly known: boolean;
  /** From the first of these dumps to the newest. */
  readonly spanMs?: number;
};

const once1: Standing = { dumps: 1, known: false };

/** Objects made for one wait: who parks on the same one has not left it. */
const ofOneWait = /(?:\.FutureTask|\.CompletableFuture\$Signaller|\.CountDownLatch\$Sync)$/;
const parkedOn = ({ locks }: Thread): string | undefined =>
  locks.find(({ kind, className }) => kind === 'parking' && ofOneWait.test(className ?? ''))?.address;

/** By the object it parks on, else by `cpu=` of both dumps; undefined: not known. */
const stoodStill = (before: Thread, after: Thread): boolean | undefined => {
  const address = parkedOn(after);
  if (address !== undefined && address === parkedOn(before)) return true;
  return before.cpuMs === undefined || after.cpuMs === undefined ? undefined : after.cpuMs - before.cpuMs <= stillCpuMs;
};

/** The threads of the newest dump that are not idle, each with how long it stands. Throws MissingFact without a dump. */
export const standings = once((evidence: Evidence): ReadonlyMap<Thread, Standing> => {
  const dumps = judgedDumps(evidence);
  const last = newestDump(evidence);
  const cores = orMissing(() => threadCores(evidence));
  const earlier = dumps
    .slice(0, -1)
    .reverse()
    .map((dump) => ({ threads: threadsByIdentity(dump), spanMs: spanBetweenMs(dump, last) }));
  const found = new Map<Thread, Standing>();
  for (const thread of last.threads) {
    const key = identityOf(thread);
    if (key === undefined || thread.stack.frames.length === 0 || isIdle(thread)) continue;
    const used = cores instanceof MissingFact ? undefined : cores.get(thread);
    let standing = once1;
    let after = thread;
    for (const { threads, spanMs } of earlier) {
      const before = threads.get(key);
      if (before === undefined || !sameStack(before.stack, thread.stack) || before.state !== thread.state) break;
      const still = stoodStill(before, after) ?? (used === undefined ? undefined : used <= stillCores);
      if (still === false) break;
      standing = {
        dumps: standing.dumps + 1,
        known: still !== undefined && (standing.dumps === 1 || standing.known),
        ...(spanMs === undefined ? {} : { spanMs }),
      };
      after = before;
    }
    found.set(thread, standing);
  }
  return found;
});

const single = new MissingFact(['thread-dump'], 'one dump does not show whether the threads stand still: take two');
const notKnown = new MissingFact(
  ['process', 'thread-dump'],
  'these dumps have no CPU of the threads: a busy worker that comes by the same place twice looks the same',
);

/**
 * Those of the threads that are known to have stood still over so many dumps, two by default; MissingFact where the dumps are too few, or
 * where some may have moved and come back.
 */
export const stillAmong = (
  evidence: Evidence,
  threads: readonly Thread[],
  dumps = 2,
): readonly Thread[] | MissingFact => {
  if (judgedDumps(evidence).length < dumps) return single;
  const all = standings(evidence);
  const same = threads.filter((thread) => (all.get(thread)?.dumps ?? 0) >= dumps);
  return same.every((thread) => all.get(thread)?.known === true) ? same : notKnown;
};
