import type { LockRow } from '../../model/report.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { lockGraph } from './graph.ts';
import { likelyHolders } from './likely.ts';
import { threadLabel } from './name.ts';
import type { Want } from './use.ts';

const maxRows = 50;
const maxNames = 20;
const maxFrames = 5;

const rowOf = (dump: ThreadDump, want: Want, waiters: readonly Thread[], appPackages?: readonly string[]): LockRow => {
  const graph = lockGraph(dump);
  const first = waiters[0]!;
  const holder = graph.holderOf.get(first);
  const own = holder === undefined ? undefined : firstApplicationFrame(holder.stack, appPackages);
  const likely = holder === undefined ? likelyHolders(dump, graph, first) : [];
  return {
    className: want.className ?? null,
    address: want.address ?? null,
    kind: want.kind,
    waiters: waiters.length,
    waiterNames: waiters.slice(0, maxNames).map(threadLabel),
    holder: holder === undefined ? null : threadLabel(holder),
    holderFrames: (holder?.stack.frames ?? []).slice(0, maxFrames).map(frameText),
    holderApplicationFrame: own === undefined ? null : frameText(own),
    ...(likely.length === 0 ? {} : { likelyHolders: likely.slice(0, maxNames).map(threadLabel) }),
  };
};

/**
 * The monitors and exclusive locks somebody waits for, most waiters first; `rows` is capped at 50, `total` counts all. Idle
 * workers that hand a lock to each other are no waiters.
 */
export const lockRows = (
  dump: ThreadDump,
  appPackages?: readonly string[],
): { readonly rows: readonly LockRow[]; readonly total: number } => {
  const groups = new Map<string, { want: Want; waiters: Thread[] }>();
  for (const [thread, want] of lockGraph(dump).waiters) {
    const frame = thread.stack.frames[Math.max(want.frame, 0)];
    const key = want.address ?? `${want.className} ${frame?.className}.${frame?.method}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { want, waiters: [thread] });
    else group.waiters.push(thread);
  }
  const sorted = [...groups.values()].sort((a, b) => b.waiters.length - a.waiters.length);
  return {
    rows: sorted.slice(0, maxRows).map(({ want, waiters }) => rowOf(dump, want, waiters, appPackages)),
    total: sorted.length,
  };
};
