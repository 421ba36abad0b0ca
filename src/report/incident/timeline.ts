import type { Lang } from '../../model/renderer.ts';
import type { Report } from '../../model/report.ts';
import { prose, span } from '../markdown/escape.ts';
import { textsOf } from '../text/language.ts';
import { time } from '../text/number.ts';
import { eventText } from '../text/timeline.ts';
import { cell } from './list.ts';
import { incidentWords } from './words.ts';

/** What happened to all subjects, in one order. */
export const timelineTable = (report: Report, lang: Lang): string => {
  const words = incidentWords(lang);
  const several = report.subjects.length > 1;
  const nameOf = (id: string): string => report.subjects.find((subject) => subject.id === id)?.name ?? id;
  const rows = (report.views.timeline ?? [])
    .flatMap(({ subject, events }) => events.map((event) => ({ subject, event })))
    .sort((a, b) => (a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : 0))
    .map(({ subject, event }) => [
      time(event.at).replace(' UTC', ''),
      ...(several ? [span(nameOf(subject))] : []),
      prose(eventText(textsOf(lang), event)),
    ]);
  if (rows.length === 0) return words.gap(words.time);
  const head = [words.time, ...(several ? [words.overview.affected] : []), words.event];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
};
