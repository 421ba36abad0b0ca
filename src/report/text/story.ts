import type { Finding } from '../../model/finding.ts';
import type { FindingRef } from '../../model/incident.ts';
import type { Report } from '../../model/report.ts';
import { type Severity, severities } from '../../model/verdict.ts';
import { sides } from './summary.ts';

/** A cause and the findings that follow from it. */
export type Story = { readonly root: Finding; readonly follows: readonly Finding[] };

/** The worst of what it tells: a cause may be a warning, and what follows from it critical. */
export const severityOf = ({ root, follows }: Story): Severity =>
  severities.find((severity) => [root, ...follows].some((finding) => finding.severity === severity)) ?? root.severity;

const worst = (story: Story): number => severities.indexOf(severityOf(story));

/** The findings that count as stories, the worst first. A report that joins nothing has one story per finding. */
export const storiesOf = (report: Report): readonly Story[] => {
  const { counted } = sides(report);
  const found = (ref: FindingRef): readonly Finding[] =>
    counted.filter(
      ({ ruleId, subject, fingerprint }) =>
        ruleId === ref.ruleId && subject === ref.subject && fingerprint === ref.fingerprint,
    );
  const joined = (report.incidents ?? []).flatMap(({ root, follows }) =>
    found(root).map((finding) => ({ root: finding, follows: follows.flatMap(found) })),
  );
  const told = new Set(joined.flatMap(({ root, follows }) => [root, ...follows]));
  const alone = counted.filter((finding) => !told.has(finding)).map((root) => ({ root, follows: [] }));
  return [...joined, ...alone].sort((a, b) => worst(a) - worst(b));
};

/** The rules of the causes, in the order of the stories. */
export const rootRules = (report: Report): readonly string[] => [
  ...new Set(storiesOf(report).map(({ root }) => root.ruleId)),
];
