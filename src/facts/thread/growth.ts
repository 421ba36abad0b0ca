import type { Evidence } from '../../model/evidence.ts';
import { boolean, MissingFact, number, string, type ValueOf } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { threadAges } from './age.ts';
import { birthsOf } from './birth.ts';
import { isDying } from './death.ts';
import { familyOf } from './family.ts';
import { orMissing } from './judged.ts';
import { timeToLimit } from './limit.ts';
import { type Turnover, turnovers } from './turnover.ts';

/** Fields a fact about growing threads has; the same words for families, clients and pools. */
export const growthFields = {
  birthsLast10Min: number(
    'threads alive that were born in the last ten minutes; from two dumps without ages at least so many',
  ),
  birthsPerMinute: number('births per minute, from thread ages or between dumps', 'per-minute'),
  birthsContinue: boolean('the newest is only a few mean intervals old: they are still being born'),
  evenlySpread: boolean('births come as a steady stream over at least 20 s, not as a pool that was filled at once'),
  dying: boolean(
    'members die while others are born: gaps in the numbering, none older than minutes, or gone between dumps',
  ),
  nearestLimit: string('the limit these births reach first: pids.max, ulimit -u, threads-max or memory'),
  timeToLimitLow: number('shortest likely time until that limit', 'ms'),
  timeToLimitHigh: number('longest likely time until that limit', 'ms'),
} as const;

export type Growth = { readonly [K in keyof typeof growthFields]: ValueOf<(typeof growthFields)[K]> };

/** Between dumps without ages, fewer births over a shorter time than these say nothing of ten minutes. */
const tellingSpanMs = 60_000;
const tellingBirths = 20;

const noAges = new MissingFact(['process'], 'the ages of these threads are not known');

const fromAges = (
  evidence: Evidence,
  members: readonly Thread[],
): Omit<Growth, 'nearestLimit' | 'timeToLimitLow' | 'timeToLimitHigh'> => {
  const ages = threadAges(evidence);
  const known = members.flatMap((thread) => ages.get(thread) ?? []);
  if (known.length === 0) throw noAges;
  const births = birthsOf(known);
  const turnover = turnovers(evidence).get(familyOf((members[0] as Thread).name));
  return {
    birthsLast10Min: births.recent,
    birthsPerMinute: births.perMinute,
    birthsContinue: births.goOn,
    evenlySpread: births.evenlySpread,
    dying: isDying(evidence, members, births.oldestMs, turnover),
  };
};

const noSpread = new MissingFact(['process'], 'the dumps have no thread ages');
const tooClose = new MissingFact(
  ['thread-dump', 'process'],
  'without thread ages the dumps are too close together to count births: take them a minute apart',
);

const betweenDumps = (members: readonly Thread[], turnover: Turnover): ReturnType<typeof fromAges> => {
  const { spanMs, born, died } = turnover;
  const tells = spanMs !== undefined && (spanMs >= tellingSpanMs || born >= tellingBirths);
  return {
    birthsLast10Min: tells ? Math.min(born, members.length) : tooClose,
    birthsPerMinute: spanMs === undefined || !tells ? tooClose : born / (spanMs / 60_000),
    birthsContinue: tells ? born > 0 : tooClose,
    evenlySpread: noSpread,
    dying: died > Math.max(2, 0.1 * born),
  };
};

const counted = (evidence: Evidence, members: readonly Thread[]): ReturnType<typeof fromAges> => {
  try {
    return fromAges(evidence, members);
  } catch (error) {
    if (!(error instanceof MissingFact)) throw error;
    const turnover = members[0] === undefined ? undefined : turnovers(evidence).get(familyOf(members[0].name));
    if (turnover !== undefined) return betweenDumps(members, turnover);
    return { birthsLast10Min: error, birthsPerMinute: error, birthsContinue: error, evenlySpread: error, dying: error };
  }
};

const none = new MissingFact([], 'there are no such threads');
const othersDie = new MissingFact([], 'members die as well: the limit may never be reached');

/**
 * How threads of one family grow: from their ages in the newest dump, else between dumps. What cannot be known stands as
 * MissingFact in its field. `members`: threads of the newest dump, of one family.
 */
export const growthOf = (evidence: Evidence, members: readonly Thread[]): Growth => {
  const figures =
    members.length === 0
      ? { birthsLast10Min: 0, birthsPerMinute: 0, birthsContinue: false, evenlySpread: false, dying: false }
      : counted(evidence, members);
  const { birthsPerMinute, birthsLast10Min, dying } = figures;
  const time = orMissing(() => {
    if (birthsPerMinute instanceof MissingFact) throw birthsPerMinute;
    if (birthsLast10Min instanceof MissingFact) throw birthsLast10Min;
    if (members.length === 0) throw none;
    if (dying !== false) throw dying instanceof MissingFact ? dying : othersDie;
    return timeToLimit(evidence, { perMinute: birthsPerMinute as number, births: birthsLast10Min as number });
  });
  return {
    ...figures,
    nearestLimit: time instanceof MissingFact ? time : time.limit,
    timeToLimitLow: time instanceof MissingFact ? time : time.lowMs,
    timeToLimitHigh: time instanceof MissingFact ? time : time.highMs,
  };
};
