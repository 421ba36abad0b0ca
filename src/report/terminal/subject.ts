import type { ThreadsView } from '../../model/report.ts';
import type { Subject } from '../../model/subject.ts';
import { count, duration, time } from '../text/number.ts';
import { statesOf } from '../text/threads.ts';
import { elide, flow } from './fit.ts';
import type { Page } from './page.ts';

const byState = (view: ThreadsView): readonly string[] =>
  statesOf(view).map(([state, threads]) => `${state} ${count(threads)}`);

const intervalMs = (views: readonly ThreadsView[]): number | undefined => {
  const last = views.at(-1);
  if (views.length < 2 || last === undefined) return undefined;
  if (typeof last.intervalMs === 'number') return last.intervalMs;
  const [first, end] = [views[0]?.takenAt, last.takenAt].map((iso) =>
    typeof iso === 'string' ? Date.parse(iso) : Number.NaN,
  );
  const spanMs = (end! - first!) / (views.length - 1);
  return spanMs > 0 ? spanMs : undefined;
};

const threadCount = (page: Page, views: readonly ThreadsView[]): string => {
  const totals = views.map(({ total }) => count(total));
  const changes = new Set(totals).size > 1 && totals.length <= 6;
  return page.texts.threads(changes ? totals.join(` ${page.sign.arrow} `) : totals.at(-1)!);
};

const facts = (page: Page, subject: Subject, views: readonly ThreadsView[]): readonly string[] => {
  const last = views.at(-1);
  const spacing = intervalMs(views);
  const dumps = last?.dumpsTotal ?? views.length;
  return [
    last?.jvm ?? subject.version,
    typeof last?.uptimeMs === 'number' ? page.texts.uptime(duration(last.uptimeMs)) : undefined,
    typeof last?.takenAt === 'string' ? time(last.takenAt) : undefined,
    dumps > 1 ? page.texts.dumps(dumps, spacing === undefined ? undefined : duration(spacing)) : undefined,
    last?.source === 'process' ? page.texts.byProcess : undefined,
  ].filter((fact) => fact !== undefined);
};

/** Files go by their path, which is also what was asked for. */
const isNamed = ({ name, target }: Subject): boolean => name.startsWith(target.split(' ')[0] ?? target);

/** Who this is about: name and target, JVM, uptime, when, threads by state. */
export const subjectHeader = (page: Page, subject: Subject, views: readonly ThreadsView[]): readonly string[] => {
  const separator = ` ${page.sign.dot} `;
  const target = isNamed(subject) ? '' : elide(page, subject.target, Math.floor(page.columns / 2));
  const name = elide(page, subject.name, page.columns - (target === '' ? 0 : page.width(target) + 2));
  const last = views.at(-1);
  const states =
    last === undefined ? [] : flow(page, [threadCount(page, views), ...byState(last)], separator, page.columns - 2);
  return [
    target === '' ? page.paint.bold(name) : `${page.paint.bold(name)}  ${page.paint.dim(target)}`,
    ...flow(page, facts(page, subject, views), separator, page.columns - 2).map((line) => `  ${line}`),
    ...states.map((line) => `  ${line}`),
  ];
};
