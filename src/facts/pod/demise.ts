import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { PodRow } from '../../model/report.ts';
import { livenessOf } from '../container/liveness.ts';
import { ownContainer } from '../container/pod.ts';
import { uptimeMs } from '../thread/age.ts';
import { observed } from '../thread/by-process.ts';
import { type FamilyFact, familyFacts } from '../thread/family-fact.ts';
import { orMissing } from '../thread/judged.ts';

type Demise = NonNullable<PodRow['diesIn']>;

/** As in threads/family-growth: pools fill in the first minutes, and fewer births are no stream. */
const warmUpMs = 120_000;
const leastBirths = 20;

const grows = (family: FamilyFact, warm: boolean): boolean =>
  family.bounded === false &&
  family.dying === false &&
  family.birthsContinue === true &&
  typeof family.birthsLast10Min === 'number' &&
  family.birthsLast10Min >= leastBirths &&
  (warm || family.evenlySpread === true);

const byThreads = (evidence: Evidence): readonly Demise[] => {
  const seen = observed(evidence);
  const uptime = orMissing(() => uptimeMs(seen));
  const warm = !(uptime instanceof MissingFact) && uptime >= warmUpMs;
  const families = orMissing(() => familyFacts(seen));
  if (families instanceof MissingFact) return [];
  return families.flatMap((family) => {
    const { nearestLimit, timeToLimitLow, timeToLimitHigh } = family;
    if (!grows(family, warm)) return [];
    return typeof nearestLimit === 'string' && typeof timeToLimitLow === 'number' && typeof timeToLimitHigh === 'number'
      ? [{ limit: nearestLimit, lowMs: timeToLimitLow, highMs: timeToLimitHigh }]
      : [];
  });
};

const byProbe = (evidence: Evidence): readonly Demise[] => {
  const container = ownContainer(evidence);
  if (container === undefined || evidence.models.pod === undefined) return [];
  const { failing, budgetMs } = livenessOf(evidence.models.pod, container);
  return failing === true && typeof budgetMs === 'number' ? [{ limit: 'liveness', lowMs: 0, highMs: budgetMs }] : [];
};

/** What ends the JVM next, by what can be foreseen: threads that are born towards a limit, a liveness probe that fails. */
export const demiseOf = (evidence: Evidence): Demise | undefined => {
  // A recording that saw its end: nothing is ahead of it any more.
  if (evidence.models.recording?.end !== undefined) return undefined;
  return [...byProbe(evidence), ...byThreads(evidence)].toSorted((a, b) => a.lowMs - b.lowMs || a.highMs - b.highMs)[0];
};
