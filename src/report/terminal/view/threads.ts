import type { ThreadsView } from '../../../model/report.ts';
import { count, duration, time } from '../../text/number.ts';
import { statesOf } from '../../text/threads.ts';
import { familiesSection } from '../families.ts';
import { flow } from '../fit.ts';
import { locksSection } from '../locks.ts';
import type { Page } from '../page.ts';
import type { ViewScreen } from '../section.ts';
import { stacksSection } from '../stacks.ts';

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

/** Of the dumps; what Thread.dump_to_file lists beside them is another count. */
const ofOneKind = (views: readonly ThreadsView[]): readonly ThreadsView[] =>
  views.filter(({ source }) => source === views.at(-1)?.source);

const threadCount = (page: Page, views: readonly ThreadsView[]): string => {
  const totals = views.map(({ total }) => count(total));
  const changes = new Set(totals).size > 1 && totals.length <= 6;
  return page.texts.threads(changes ? totals.join(` ${page.sign.arrow} `) : totals.at(-1)!);
};

const facts: NonNullable<ViewScreen<'threads'>['facts']> = (page, all) => {
  const views = ofOneKind(all);
  const last = views.at(-1);
  const spacing = intervalMs(views);
  const dumps = last?.dumpsTotal ?? views.length;
  return {
    jvm: last?.jvm ?? undefined,
    uptime: typeof last?.uptimeMs === 'number' ? page.texts.uptime(duration(last.uptimeMs)) : undefined,
    at: typeof last?.takenAt === 'string' ? time(last.takenAt) : undefined,
    dumps: dumps > 1 ? page.texts.dumps(dumps, spacing === undefined ? undefined : duration(spacing)) : undefined,
    byProcess: last?.source === 'process' ? page.texts.byProcess : undefined,
  };
};

/** Threads by state in the header, then families, stacks and locks of the newest dump. */
const threads: ViewScreen<'threads'> = {
  view: 'threads',
  facts,
  headLines: (page, views) => {
    const last = views.at(-1);
    if (last === undefined) return [];
    const separator = ` ${page.sign.dot} `;
    const listed = views.findLast(({ source }) => source === 'thread-list');
    return flow(
      page,
      [
        threadCount(page, ofOneKind(views)),
        ...byState(last),
        ...(listed === undefined ? [] : [page.texts.withVirtual(count(listed.total))]),
      ],
      separator,
      page.columns - 2,
    );
  },
  sections: (page, views) => {
    const last = views.at(-1);
    if (last === undefined) return [];
    const { heading } = page.texts;
    return [
      { lines: familiesSection(page, last) },
      { heading: heading.stacks, lines: stacksSection(page, last) },
      { heading: heading.locks, lines: locksSection(page, last) },
    ];
  },
};

export default threads;
