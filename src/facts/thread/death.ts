import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { uptimeMs } from './age.ts';
import { indexesOf } from './family.ts';
import { orMissing } from './judged.ts';
import type { Turnover } from './turnover.ts';

/** Members younger than this in a JVM that is much older: whether the ones before them died cannot be seen. */
const youngMs = 180_000;
/** Idle threads of cached pools, OkHttp's among them, end after 60 s; the oldest is then about as old. */
const cachedMs = { from: 55_000, to: 75_000 };
/** As many births between dumps without a death show that nobody dies. */
const witnessedBirths = 5;

/** More numbers handed out than threads alive, by this factor: the others died. */
const gapFactor = 1.25;

const isNumberedWithoutGaps = (members: readonly Thread[]): boolean | undefined => {
  const indexes = members.flatMap(({ name }) => indexesOf(name) ?? []);
  if (indexes.length < members.length || indexes.length === 0) return undefined;
  const first = new Set(indexes.map((index) => index.first));
  const last = new Set(indexes.map((index) => index.last));
  const numbers = first.size * 2 >= members.length ? first : last;
  if (numbers.size * 2 < members.length) return undefined;
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted.at(-1) as number) - (sorted[0] as number) + 1 <= gapFactor * numbers.size + 5;
};

const lowestNumber = (members: readonly Thread[]): number =>
  members.reduce((least, { name }) => Math.min(least, indexesOf(name)?.first ?? least), Number.MAX_SAFE_INTEGER);

const unseenDeaths = new MissingFact(
  ['thread-dump'],
  'all of them are young in an older JVM: whether earlier ones died shows in a second dump some seconds later',
);

/** undefined: the dumps do not tell. */
const diedBetween = (turnover: Turnover | undefined): boolean | undefined => {
  if (turnover === undefined) return undefined;
  if (turnover.died > Math.max(2, 0.1 * turnover.born)) return true;
  return turnover.born >= witnessedBirths ? false : undefined;
};

/** Whether those before the oldest living one may have died unseen. */
const mayHaveDied = (evidence: Evidence, oldestMs: number): boolean => {
  const uptime = orMissing(() => uptimeMs(evidence));
  if (uptime instanceof MissingFact) return false;
  const young = oldestMs < youngMs && oldestMs < uptime / 2 && uptime > youngMs;
  const cached = oldestMs >= cachedMs.from && oldestMs <= cachedMs.to && uptime > 1.2 * oldestMs;
  return young || cached;
};

/**
 * Whether members of a family die while others are born: gone between dumps, or gaps in their numbering. MissingFact where one dump
 * cannot tell.
 */
export const isDying = (
  evidence: Evidence,
  members: readonly Thread[],
  oldestMs: number,
  turnover: Turnover | undefined,
): boolean | MissingFact => {
  const seen = diedBetween(turnover);
  if (seen !== undefined) return seen;
  const gapless = isNumberedWithoutGaps(members);
  if (gapless === false) return true;
  if (gapless === true && lowestNumber(members) <= 5) return false;
  return mayHaveDied(evidence, oldestMs) ? unseenDeaths : false;
};
