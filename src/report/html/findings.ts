import type { Finding } from '../../model/finding.ts';
import type { Incident } from '../../model/incident.ts';
import type { Report } from '../../model/report.ts';
import { sourceText } from '../text/source.ts';
import { sides } from '../text/summary.ts';
import type { Texts } from '../text/texts.ts';
import { lines, prose, text } from './escape.ts';
import { details } from './table.ts';

const item = (content: string): string => `<li>${content}</li>`;

const advice = (step: string): string =>
  step.includes('\n') ? `<pre>${lines(step)}</pre>` : `<ul>${item(prose(step))}</ul>`;

const evidenceOf = (report: Report, { evidence }: Finding): string =>
  `<ul>${evidence
    .map(({ text: line, source }) =>
      item(
        source === undefined
          ? prose(line)
          : `${prose(line)} <span class="dim">[${text(sourceText(source, report.artifacts))}]</span>`,
      ),
    )
    .join('')}</ul>`;

const findingHtml = (texts: Texts, report: Report, finding: Finding, follows: boolean): string => {
  const name = report.subjects.find(({ id }) => id === finding.subject)?.name;
  const about = report.subjects.length > 1 && name !== undefined ? ` \u00b7 ${text(name)}` : '';
  return [
    `<section class="finding ${finding.severity}${follows ? ' follows' : ''}">`,
    `<h3><span class="badge ${finding.severity}">${text(texts.severity[finding.severity])}</span> ${prose(finding.title)} <span class="dim">${text(finding.ruleId)}${about}</span></h3>`,
    `<p>${prose(finding.summary)}</p>`,
    details(texts.evidence, evidenceOf(report, finding), !follows),
    details(texts.fix, finding.fix.map(advice).join('\n'), !follows),
    details(texts.next, finding.next.length === 0 ? '' : `<pre>${finding.next.map(lines).join('\n')}</pre>`),
    details(
      texts.falsePositives,
      finding.falsePositives.length === 0
        ? ''
        : `<ul>${finding.falsePositives.map((line) => item(prose(line))).join('')}</ul>`,
    ),
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n');
};

const find = (report: Report, ref: Incident['root']): Finding | undefined =>
  report.findings.find(
    ({ ruleId, subject, fingerprint }) =>
      ruleId === ref.ruleId && subject === ref.subject && fingerprint === ref.fingerprint,
  );

/** Findings a baseline accepts: what, and why. */
const acceptedHtml = (texts: Texts, report: Report): string => {
  const items = sides(report).accepted.map(({ severity, ruleId, summary, baseline }) =>
    item(
      `<span class="badge ${severity}">${text(texts.severity[severity])}</span> ${prose(summary)} <span class="dim">${text(ruleId)}: ${text(texts.acceptedUntil(baseline?.expires ?? '', baseline?.reason ?? ''))}</span>`,
    ),
  );
  return items.length === 0 ? '' : details(texts.heading.accepted, `<ul>${items.join('')}</ul>`);
};

/** Causes first, what follows from each under it. */
export const findingsHtml = (texts: Texts, report: Report): string => {
  const { counted } = sides(report);
  if (counted.length === 0) return [`<p>${text(texts.noFindings)}</p>`, acceptedHtml(texts, report)].join('\n');
  const incidents =
    report.incidents ??
    counted.map(({ ruleId, subject, fingerprint }) => ({
      root: { ruleId, subject, fingerprint },
      follows: [],
    }));
  const told = incidents.flatMap(({ root, follows }) => [
    ...[find(report, root)].map((finding) => (finding === undefined ? '' : findingHtml(texts, report, finding, false))),
    ...follows
      .map((ref) => find(report, ref))
      .map((finding) => (finding === undefined ? '' : findingHtml(texts, report, finding, true))),
  ]);
  return [...told, acceptedHtml(texts, report)].join('\n');
};
