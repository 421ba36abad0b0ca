import type { Evidence } from '../../model/evidence.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { familyOf } from './family.ts';
import { identityOf, threadsByIdentity } from './identity.ts';
import { judgedDumps, once, seriesOf } from './judged.ts';

/** What became of one family between the first and the newest dump of a life. */
export type Turnover = {
  readonly before: number;
  readonly after: number;
  readonly born: number;
  readonly died: number;
  /** Never fewer than in the dump before, and more at the end, over every dump of the series. */
  readonly monotonic: boolean;
  readonly dumps: number;
  /** From the first dump to the newest. */
  readonly spanMs?: number;
};

/** Time between two dumps in ms. Thread ages are finer than the dumps' clocks, which count whole seconds. */
export const spanBetweenMs = (earlier: ThreadDump, later: ThreadDump): number | undefined => {
  const known = threadsByIdentity(earlier);
  for (const thread of later.threads) {
    if (thread.elapsedMs === undefined || thread.elapsedMs < 1) continue;
    const before = known.get(identityOf(thread) ?? '');
    if (before?.elapsedMs !== undefined && before.elapsedMs < thread.elapsedMs)
      return thread.elapsedMs - before.elapsedMs;
  }
  if (earlier.takenAtMs === undefined || later.takenAtMs === undefined) return undefined;
  return later.takenAtMs > earlier.takenAtMs ? later.takenAtMs - earlier.takenAtMs : undefined;
};

const countsOf = (evidence: Evidence, family: string): readonly number[] =>
  seriesOf(evidence).summaries.map(({ families }) => families[family] ?? 0);

const isMonotonic = (counts: readonly number[]): boolean =>
  counts.every((count, i) => i === 0 || count >= (counts[i - 1] as number)) && (counts.at(-1) ?? 0) > (counts[0] ?? 0);

const missingFrom = (members: readonly Thread[], other: ThreadDump): number => {
  const known = threadsByIdentity(other);
  return members.filter((thread) => {
    const key = identityOf(thread);
    return key !== undefined && !known.has(key);
  }).length;
};

const membersByFamily = (dump: ThreadDump): ReadonlyMap<string, readonly Thread[]> => {
  const found = new Map<string, Thread[]>();
  for (const thread of dump.threads) {
    const family = familyOf(thread.name);
    const members = found.get(family);
    if (members === undefined) found.set(family, [thread]);
    else members.push(thread);
  }
  return found;
};

/** By family name; empty with a single dump. */
export const turnovers = once((evidence: Evidence): ReadonlyMap<string, Turnover> => {
  const dumps = judgedDumps(evidence);
  const first = dumps[0] as ThreadDump;
  const last = dumps.at(-1) as ThreadDump;
  const found = new Map<string, Turnover>();
  if (first === last) return found;
  const spanMs = spanBetweenMs(first, last);
  const membersBefore = membersByFamily(first);
  const membersAfter = membersByFamily(last);
  for (const family of new Set([...membersBefore.keys(), ...membersAfter.keys()])) {
    const before = membersBefore.get(family) ?? [];
    const after = membersAfter.get(family) ?? [];
    const counts = countsOf(evidence, family);
    found.set(family, {
      before: before.length,
      after: after.length,
      born: missingFrom(after, first),
      died: missingFrom(before, last),
      monotonic: isMonotonic(counts),
      dumps: counts.length,
      ...(spanMs === undefined ? {} : { spanMs }),
    });
  }
  return found;
});
