import type { Lang } from '../../model/renderer.ts';
import type { Report } from '../../model/report.ts';
import { span } from '../markdown/escape.ts';
import { textsOf } from '../text/language.ts';
import { duration, time } from '../text/number.ts';
import { cell } from './list.ts';
import { between, type IncidentTimes } from './times.ts';
import { incidentWords } from './words.ts';

const lasting = (ms: number | undefined, unknown: string): string => (ms === undefined ? unknown : duration(ms));

/** From the start, or the detection where the start is not known, to the end. */
export const repairText = ({ startedAtMs, detectedAtMs, resolvedAtMs }: IncidentTimes, lang: Lang): string =>
  lasting(between(startedAtMs ?? detectedAtMs, resolvedAtMs), incidentWords(lang).unknown);

/** How bad, who, since when, until when. */
export const overviewTable = (report: Report, lang: Lang, times: IncidentTimes): string => {
  const words = incidentWords(lang);
  const { overview } = words;
  const moment = (ms: number | undefined): string =>
    ms === undefined ? words.gap(words.time) : time(new Date(ms).toISOString());
  const named = (isLoad: boolean): string =>
    report.subjects
      .filter(({ kind }) => (kind === 'load') === isLoad)
      .map(({ name, target }) => (target === name ? span(name) : `${span(name)} (${span(target)})`))
      .join(', ');
  const loads = named(true);
  const rows: readonly (readonly [string, string])[] = [
    [overview.severity, textsOf(lang).verdict[report.verdict]],
    [overview.affected, named(false) || loads],
    ...(loads === '' || named(false) === '' ? [] : [[overview.loadTest, loads] as const]),
    [overview.started, moment(times.startedAtMs)],
    [overview.detected, moment(times.detectedAtMs)],
    [overview.resolved, moment(times.resolvedAtMs)],
    [overview.timeToDetect, lasting(between(times.startedAtMs, times.detectedAtMs), words.unknown)],
    [overview.timeToRepair, repairText(times, lang)],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`)].join('\n');
};
