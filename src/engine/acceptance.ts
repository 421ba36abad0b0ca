import type { Finding } from '../model/finding.ts';

/** A finding a team knows of and lives with, until a day. */
export type Acceptance = {
  readonly fingerprint: string;
  readonly rule: string;
  readonly reason: string;
  /** `2026-12-31`: the last day on which it counts, in UTC. */
  readonly expires: string;
};

/** Marks the findings a baseline names. `today` is a day in UTC; after the last day a finding counts again, and says so. */
export const withBaseline = (
  findings: readonly Finding[],
  acceptances: readonly Acceptance[],
  today: string,
): readonly Finding[] => {
  const known = new Map(acceptances.map((one) => [`${one.rule} ${one.fingerprint}`, one]));
  return findings.map((finding) => {
    const acceptance = known.get(`${finding.ruleId} ${finding.fingerprint}`);
    if (acceptance === undefined) return finding;
    const { reason, expires } = acceptance;
    return { ...finding, baseline: { status: expires < today ? 'expired' : 'accepted', reason, expires } };
  });
};

/** Accepted findings are shown and decide nothing. */
export const isAccepted = ({ baseline }: Finding): boolean => baseline?.status === 'accepted';

/**
 * The acceptances of a new baseline: those there were, and every finding that counts, with this reason and last day. An expired one is
 * accepted anew.
 */
export const acceptAll = (
  before: readonly Acceptance[],
  findings: readonly Finding[],
  { reason, expires }: { readonly reason: string; readonly expires: string },
): readonly Acceptance[] => {
  const fresh = new Map<string, Acceptance>();
  for (const finding of findings) {
    if (isAccepted(finding)) continue;
    const { fingerprint, ruleId: rule } = finding;
    fresh.set(`${rule} ${fingerprint}`, { fingerprint, rule, reason, expires });
  }
  const kept = before.filter((one) => !fresh.has(`${one.rule} ${one.fingerprint}`));
  return [...kept, ...fresh.values()].sort((a, b) =>
    a.rule === b.rule ? (a.fingerprint < b.fingerprint ? -1 : 1) : a.rule < b.rule ? -1 : 1,
  );
};
