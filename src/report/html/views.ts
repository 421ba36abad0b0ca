import type { GcTallyRow, GcView } from '../../model/gc-view.ts';
import type { Report, StackGroupRow, ThreadFamilyRow, ThreadsView } from '../../model/report.ts';
import { count, decimal, duration, share, time } from '../text/number.ts';
import type { Texts } from '../text/texts.ts';
import { statesOf } from '../text/threads.ts';
import type { Chart } from './charts.ts';
import { lines, text } from './escape.ts';
import { details, table } from './table.ts';
import type { Words } from './words.ts';

const nameOf = (report: Report, subject: string): string =>
  report.subjects.find(({ id }) => id === subject)?.name ?? subject;

const tallies = (words: Words, texts: Texts, view: GcView): string =>
  table<GcTallyRow>(
    [
      { heading: words.kind, cell: ({ kind, phase }) => (phase === null ? kind : `${kind}: ${phase}`) },
      { heading: words.cause, cell: ({ cause }) => cause ?? '' },
      { heading: texts.column.count, cell: (row) => count(row.count), isNumber: true },
      {
        heading: words.total,
        cell: ({ durationMs }) => (durationMs === 0 ? '\u2014' : duration(durationMs)),
        isNumber: true,
      },
      {
        heading: words.longest,
        cell: ({ longestMs }) => (longestMs === null ? '' : duration(longestMs)),
        isNumber: true,
      },
    ],
    view.tallies,
  );

/** Collections of each JVM: charts, then the counts. */
export const gcHtml = (report: Report, words: Words, texts: Texts, charts: readonly (readonly Chart[])[]): string =>
  (report.views.gc ?? [])
    .map((view, index) => {
      const about = [
        view.collector,
        view.jdk === null ? null : `JDK ${view.jdk}`,
        view.spanMs === null ? null : duration(view.spanMs),
      ];
      return [
        `<h2>${text(words.gc)} <span class="dim">${text([nameOf(report, view.subject), ...about.filter((part) => part !== null)].join(' \u00b7 '))}</span></h2>`,
        ...(charts[index] ?? []).map(({ id }) => `<div class="chart" id="${text(id)}"></div>`),
        details(words.collections, tallies(words, texts, view), true),
      ].join('\n');
    })
    .join('\n');

const families = (texts: Texts, view: ThreadsView): string =>
  table<ThreadFamilyRow>(
    [
      { heading: texts.column.family, cell: ({ name }) => name },
      { heading: texts.column.count, cell: (row) => count(row.count), isNumber: true },
      {
        heading: texts.column.idle,
        cell: ({ idle, count: all }) => (idle === null ? '-' : share(idle, all)),
        isNumber: true,
      },
      {
        heading: texts.column.births,
        cell: ({ birthsPerMinute }) => (typeof birthsPerMinute === 'number' ? decimal(birthsPerMinute) : ''),
        isNumber: true,
      },
      {
        heading: texts.column.cpu,
        cell: ({ cpuCores }) => (typeof cpuCores === 'number' ? decimal(cpuCores) : ''),
        isNumber: true,
      },
      { heading: texts.column.library, cell: ({ library }) => library ?? '' },
    ],
    view.families,
  );

const stack = (texts: Texts, row: StackGroupRow): string =>
  details(
    `${count(row.count)} \u00d7 ${row.state} ${row.applicationFrame ?? row.frames[0] ?? texts.noStack}`,
    `<pre>${lines(row.frames.join('\n'))}${row.totalFrames > row.frames.length ? `\n${text(texts.moreFrames(row.totalFrames - row.frames.length))}` : ''}</pre><p class="dim">${text(row.threads.slice(0, 20).join(', '))}</p>`,
  );

/** The newest dump of each JVM. */
export const threadsHtml = (report: Report, words: Words, texts: Texts): string => {
  const newest = new Map<string, ThreadsView>();
  for (const view of report.views.threads ?? []) newest.set(view.subject, view);
  return [...newest.values()]
    .map((view) => {
      const states = statesOf(view).map(([state, threads]) => `${state} ${count(threads)}`);
      const at = typeof view.takenAt === 'string' ? [time(view.takenAt)] : [];
      return [
        `<h2>${text(words.threads)} <span class="dim">${text([nameOf(report, view.subject), ...at].join(' \u00b7 '))}</span></h2>`,
        `<p>${text([texts.threads(count(view.total)), ...states].join(', '))}</p>`,
        families(texts, view),
        ...view.stacks.filter(({ idle }) => !idle).map((row) => stack(texts, row)),
      ].join('\n');
    })
    .join('\n');
};
