import type { TimelineEvent } from '../../../model/timeline.ts';
import { eventText } from '../../text/timeline.ts';
import { pad, wrap } from '../fit.ts';
import type { Page } from '../page.ts';
import type { ViewScreen } from '../section.ts';

/** The day stands only where it changes. */
const clock = (event: TimelineEvent, before: TimelineEvent | undefined): string => {
  const [day = '', time = ''] = event.at.replace(/\.\d+Z$/, 'Z').split('T');
  return before?.at.startsWith(day) === true ? time : `${day} ${time}`;
};

const clockCells = '2026-01-02 03:04:05Z'.length;

const lines = (page: Page, event: TimelineEvent, before: TimelineEvent | undefined): readonly string[] => {
  const at = pad(page, clock(event, before), clockCells, 'right');
  const [first = '', ...rest] = wrap(page, eventText(page.texts, event), page.proseColumns - clockCells - 4);
  return [`  ${page.paint.dim(at)}  ${first}`, ...rest.map((line) => `${' '.repeat(clockCells + 4)}${line}`)];
};

/** What happened, in time order, the newest last. */
const timeline: ViewScreen<'timeline'> = {
  view: 'timeline',
  brief: true,
  sections: (page, [entry]) => {
    if (entry === undefined) return [];
    const { events, total } = entry;
    const left = total - events.length;
    return [
      {
        heading: page.texts.heading.timeline,
        lines: [
          ...events.flatMap((event, index) => lines(page, event, events[index - 1])),
          ...(left > 0 ? [`  ${page.paint.dim(page.texts.moreLines(left))}`] : []),
        ],
      },
    ];
  },
};

export default timeline;
