import type { ComparedSide, Comparison } from '../../model/comparison.ts';
import type { Report } from '../../model/report.ts';
import { figures } from './figures.ts';
import { comparedFindings } from './findings.ts';
import { newest } from './newest.ts';
import { type Counts, comparedRows, counted, steadyName } from './rows.ts';

const maxRows = 50;

const sideOf = (report: Report, target: string): ComparedSide => {
  const times = [...(report.views.threads ?? []), ...(report.views.heap ?? [])]
    .map(({ takenAt }) => takenAt)
    .filter((time) => typeof time === 'string')
    .sort();
  return {
    target,
    verdict: report.verdict,
    jvms: report.subjects.filter(({ kind }) => kind !== 'load').length,
    takenAt: times.at(-1) ?? null,
    incomplete: report.notices.filter(({ code }) => code === 'incomplete').map(({ message }) => message),
  };
};

const perJvm = (counts: Counts, jvms: number): Counts =>
  jvms <= 1
    ? counts
    : { ...counts, amounts: new Map([...counts.amounts].map(([name, amount]) => [name, amount / jvms])) };

const families = (report: Report): Counts => {
  const views = newest(report, 'threads');
  const rows = views.flatMap((view) => view.families.map(({ name, count }) => [name, count] as const));
  return perJvm(
    counted(rows, views.length > 0 && views.every((view) => view.familiesTotal <= view.families.length)),
    views.length,
  );
};

const classes = (report: Report): Counts => {
  const views = newest(report, 'heap');
  const rows = views.flatMap(({ histogram }) =>
    histogram.map(({ className, shallowBytes }) => [steadyName(className), shallowBytes] as const),
  );
  const whole = views.length > 0 && views.every((view) => view.histogramTotal <= view.histogram.length);
  return perJvm(counted(rows, whole), views.length);
};

const paths = (report: Report): Counts => {
  const dumps = newest(report, 'heap').filter((view) => view.source === 'dump');
  const rows = dumps.flatMap(({ dominators = [] }) =>
    dominators.map(
      ({ pathKey, className, retainedBytes }) =>
        [[...pathKey, className].map(steadyName).join(' > '), retainedBytes] as const,
    ),
  );
  return perJvm(counted(rows, false), dumps.length);
};

const both = (before: Report, after: Report, counts: (report: Report) => Counts) => {
  const [a, b] = [counts(before), counts(after)];
  // Without evidence on one side there is nothing to compare.
  return a.amounts.size === 0 || b.amounts.size === 0 ? [] : comparedRows(a, b);
};

/** What changed from one report to the other, per JVM. Pure. */
export const compareReports = (
  before: { readonly report: Report; readonly target: string },
  after: { readonly report: Report; readonly target: string },
): Comparison => {
  const [a, b] = [before.report, after.report];
  const rows = { families: both(a, b, families), classes: both(a, b, classes), paths: both(a, b, paths) };
  return {
    before: sideOf(a, before.target),
    after: sideOf(b, after.target),
    figures: figures
      .map(({ id, unit, of }) => ({ id, unit, before: of(a), after: of(b) }))
      .filter((figure) => figure.before !== null || figure.after !== null),
    findings: comparedFindings(a, b),
    families: rows.families.slice(0, maxRows),
    familiesTotal: rows.families.length,
    classes: rows.classes.slice(0, maxRows),
    classesTotal: rows.classes.length,
    paths: rows.paths.slice(0, maxRows),
    pathsTotal: rows.paths.length,
  };
};
