import type { Report } from '../../model/report.ts';
import { furtherOf } from '../text/further.ts';
import { rootRules } from '../text/story.ts';
import { failedRules, foundText, gapsOf, sides, undecided } from '../text/summary.ts';
import { severityPaint } from './findings.ts';
import { elide, nameList, pad, wrap } from './fit.ts';
import type { Page } from './page.ts';

/** Green is for a JVM of which every rule could say so. */
const colourOf = (page: Page, report: Report): ((text: string) => string) => {
  const { verdict } = report;
  if (verdict === 'clear') return undecided(report).rules.length === 0 ? page.paint.green : (text) => text;
  return verdict === 'incomplete' ? page.paint.yellow : severityPaint(page.paint, verdict);
};

const firstThatFits = (page: Page, ways: readonly string[]): string =>
  ways.find((way) => page.width(way) <= page.columns) ?? elide(page, ways.at(-1) ?? '', page.columns);

const minRuleCells = 24;

/** Rules that could not decide, in one line, then those that failed. */
export const undecidedLines = (page: Page, report: Report): readonly string[] => {
  const { rules, missing } = undecided(report);
  const { texts } = page;
  const needs = missing.length === 0 ? '' : ` (${texts.missing(missing.join(', '))})`;
  const line = (text: (rules: string) => string, ids: readonly string[], after: string): string => {
    const all = ids.join(', ');
    const some = nameList(page, ids, ids.length, Math.max(minRuleCells, page.columns - page.width(text(''))));
    return firstThatFits(page, [text(all) + after, text(all), text(some), texts.undecided(ids.length)]);
  };
  const failed = failedRules(report);
  return [
    ...(rules.length === 0 ? [] : [page.paint.dim(line(texts.notDecided, rules, needs))]),
    ...(failed.length === 0 ? [] : [page.paint.red(line(texts.failedRules, failed, ''))]),
  ];
};

/** What could be looked at further, and the command that would. */
export const furtherLines = (page: Page, report: Report): readonly string[] => {
  const rows = furtherOf(report);
  const kindCells = Math.max(0, ...rows.map(({ kind }) => page.width(kind)));
  const counts = rows.map(({ rules }) => page.texts.furtherRules(rules));
  const countCells = Math.max(0, ...counts.map(page.width));
  return rows.flatMap(({ kind, command }, index) => {
    const head = `  ${pad(page, kind, kindCells)}  ${pad(page, counts[index] ?? '', countCells)}  `;
    const [first = '', ...rest] = wrap(page, command, Math.max(30, page.columns - page.width(head)));
    return [`${page.paint.dim(head)}${first}`, ...rest.map((line) => `${' '.repeat(page.width(head))}${line}`)];
  });
};

/** What weakens the verdict, and what it leaves out. */
const doubts = (page: Page, report: Report): readonly string[] => {
  const lost = gapsOf(report).artifacts.length;
  const accepted = sides(report).accepted.length;
  return [
    ...(lost === 0 ? [] : [page.texts.notCollected(lost)]),
    ...(accepted === 0 ? [] : [page.texts.accepted(accepted)]),
  ];
};

/**
 * The last line: `verdict: critical - 2 findings (threads/deadlock, pools/exhausted)`; `verdict: clear - 2 rules could not be decided` where
 * nothing was found by those that could.
 */
export const verdictLine = (page: Page, report: Report): string => {
  const { texts } = page;
  const word = texts.verdict[report.verdict];
  const fired = rootRules(report);
  const found = foundText(texts, report);
  const line = (rest: readonly string[], named: boolean): string => {
    const around = texts.verdictLine(word, [`${found} ()`, ...rest].join(', '));
    const rules = nameList(page, fired, fired.length, Math.max(minRuleCells, page.columns - page.width(around)));
    return texts.verdictLine(word, [named && fired.length > 0 ? `${found} (${rules})` : found, ...rest].join(', '));
  };
  const all = doubts(page, report);
  const text = firstThatFits(page, [line(all, true), line([], true), line(all, false), line([], false)]);
  const at = text.indexOf(word);
  if (at === -1) return page.paint.bold(text);
  return page.paint.bold(text.slice(0, at) + colourOf(page, report)(word) + text.slice(at + word.length));
};
