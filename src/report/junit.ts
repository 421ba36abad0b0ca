import type { Finding } from '../model/finding.ts';
import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import type { Subject } from '../model/subject.ts';
import { severities, type Verdict } from '../model/verdict.ts';
import { findingText } from './text/finding-text.ts';
import { textsOf } from './text/language.ts';
import type { Texts } from './text/texts.ts';
import { visibleReport } from './text/visible.ts';
import { xmlAttribute, xmlText } from './text/xml.ts';

type Case = { readonly outcome: 'passed' | 'failed' | 'error' | 'skipped'; readonly xml: string };

/** As the exit code: without `--fail-on` what is critical fails; what a baseline accepts never does. */
const fails = ({ failOn = 'critical' }: Report, { severity, baseline }: Finding): boolean =>
  baseline?.status !== 'accepted' && failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);

const element = (name: string, attributes: Readonly<Record<string, string | number>>, body = ''): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlAttribute(String(value))}"`);
  return `<${name}${written.join('')}${body === '' ? '/>' : `>${body}</${name}>`}`;
};

const topicOf = (ruleId: string): string => ruleId.split('/').slice(0, -1).join('.');

/** A rule of which nothing can be said is skipped, never passed; a finding below `--fail-on` passes and says itself. */
const caseOf = (texts: Texts, report: Report, verdict: Verdict): Case => {
  const { ruleId, status, reason, missing = [] } = verdict;
  const findings = report.findings.filter((one) => one.ruleId === ruleId && one.subject === verdict.subject);
  const failing = findings.filter((finding) => fails(report, finding));
  const told = findings.map((finding) => `${finding.title}\n${findingText(texts, report, finding)}`).join('\n\n');
  const attributes = { name: ruleId, classname: `jdiag.${topicOf(ruleId)}`, time: 0 };
  const written = (outcome: Case['outcome'], body?: string): Case => ({
    outcome,
    xml: `    ${element('testcase', attributes, body)}`,
  });
  const [first] = failing;
  if (first !== undefined) {
    const title = `${texts.severity[first.severity]}: ${first.title}`;
    return written('failed', element('failure', { type: first.severity, message: title }, xmlText(told)));
  }
  if (status === 'failed') return written('error', element('error', { type: 'failed', message: reason ?? '' }));
  if (status === 'fired') return written('passed', told === '' ? undefined : element('system-out', {}, xmlText(told)));
  if (status === 'clear') return written('passed');
  const why = [reason, missing.length === 0 ? undefined : texts.missing(missing.join(', '))];
  return written('skipped', element('skipped', {}, xmlText([status, ...why].filter(Boolean).join(': '))));
};

const suiteOf = (texts: Texts, report: Report, subject: Subject, id: number): string => {
  const cases = report.verdicts
    .filter((verdict) => verdict.subject === subject.id)
    .map((verdict) => caseOf(texts, report, verdict));
  const count = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  const attributes = {
    id,
    name: subject.name || subject.id,
    package: 'jdiag',
    timestamp: report.startedAt.slice(0, 19),
    hostname: 'localhost',
    tests: cases.length,
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    time: 0,
  };
  const lost = report.notices.filter(({ code }) => code === 'incomplete').map(({ message }) => message);
  const body = [
    '',
    `    ${element('properties', {}, element('property', { name: 'target', value: subject.target }))}`,
    ...cases.map(({ xml }) => xml),
    '    <system-out></system-out>',
    `    <system-err>${xmlText(lost.join('\n'))}</system-err>`,
    '  ',
  ].join('\n');
  return `  ${element('testsuite', attributes, body)}`;
};

/** JUnit XML: a suite per subject, a test per rule. Read by Jenkins, GitLab and others; valid against their XSD. */
const junit: Renderer = {
  format: 'junit',
  render: (raw, { lang }) => {
    const report = visibleReport(raw);
    const suites = report.subjects.map((subject, id) => suiteOf(textsOf(lang), report, subject, id));
    return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'jdiag' }, `\n${suites.join('\n')}\n`)}\n`;
  },
};

export default junit;
