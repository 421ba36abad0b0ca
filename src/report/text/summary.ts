import type { Artifact, RungAttempt } from '../../model/capture.ts';
import type { Finding } from '../../model/finding.ts';
import type { Notice, Report } from '../../model/report.ts';
import type { Texts } from './texts.ts';

type Rung = RungAttempt & { readonly subject: string };

/** What the reader must know is not in the report. */
export type Gaps = {
  readonly artifacts: readonly Artifact[];
  readonly rungs: readonly Rung[];
  readonly notices: readonly Notice[];
};

/** Artifacts not had whole, ways of collecting that were refused or failed, notices that do not repeat these. */
export const gapsOf = (report: Report): Gaps => {
  const artifacts = report.artifacts.filter(({ outcome }) => outcome !== 'ok');
  const told = (notice: Notice) =>
    notice.code === 'incomplete' &&
    artifacts.some(({ file, id }) => notice.message.includes(file) || notice.message.includes(id));
  return {
    artifacts,
    rungs: (report.rungs ?? []).filter(({ status }) => status === 'refused' || status === 'failed'),
    notices: report.notices.filter((notice) => !told(notice)),
  };
};

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

/** Findings by what a baseline says of them: those that count, in their order, and those that are accepted. */
export const sides = (
  report: Report,
): { readonly counted: readonly Finding[]; readonly accepted: readonly Finding[] } => ({
  counted: report.findings.filter(({ baseline }) => baseline?.status !== 'accepted'),
  accepted: report.findings.filter(({ baseline }) => baseline?.status === 'accepted'),
});

/**
 * What the verdict rests on: `1 finding`, `8 findings in 2 incidents`; without one that counts the rules that could not be decided, else that
 * there is nothing.
 */
export const foundText = (texts: Texts, report: Report): string => {
  const count = sides(report).counted.length;
  const open = undecided(report).rules.length;
  if (count === 0) return open > 0 ? texts.undecided(open) : texts.noFindings;
  const stories = report.incidents?.length ?? count;
  return stories < count ? texts.incidents(texts.findings(count), stories) : texts.findings(count);
};

/** Rules without a verdict and what they would need. */
export const undecided = (
  report: Report,
): { readonly rules: readonly string[]; readonly missing: readonly string[] } => {
  const verdicts = report.verdicts.filter(({ status }) => status === 'unknown');
  return {
    rules: unique(verdicts.map(({ ruleId }) => ruleId)),
    missing: unique(verdicts.flatMap(({ missing }) => missing ?? [])),
  };
};

export const failedRules = (report: Report): readonly string[] =>
  unique(report.verdicts.filter(({ status }) => status === 'failed').map(({ ruleId }) => ruleId));
