import type { Artifact, RungAttempt } from '../../model/capture.ts';
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

/** `no findings`, `1 finding`, `8 findings in 2 incidents`. */
export const foundText = (texts: Texts, report: Report): string => {
  const count = report.findings.length;
  const stories = report.incidents?.length ?? count;
  if (count === 0) return texts.noFindings;
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
