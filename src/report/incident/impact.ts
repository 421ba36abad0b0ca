import type { Finding } from '../../model/finding.ts';
import type { Lang } from '../../model/renderer.ts';
import type { Report } from '../../model/report.ts';
import { prose } from '../markdown/escape.ts';
import { textsOf } from '../text/language.ts';
import { count, decimal, duration } from '../text/number.ts';

/** Topics of rules that say what others felt: the load test, the platform. The rest is how it came about. */
const felt: readonly string[] = ['load', 'container', 'recording'];

const topicOf = ({ ruleId }: Finding): string => ruleId.split('/').at(-2) ?? '';

/** What was felt: figures of the load tests, then findings on them and on the containers. */
export const impactLines = (report: Report, findings: readonly Finding[], lang: Lang): readonly string[] => {
  const { load: words } = textsOf(lang);
  const figures = (report.views.load ?? []).map((view) =>
    [
      view.requests === null ? undefined : words.requests(count(view.requests)),
      view.requestsPerSecond === null ? undefined : words.perSecond(decimal(view.requestsPerSecond)),
      view.failedPct === null ? undefined : words.failed(`${decimal(view.failedPct)} %`),
      view.p95Ms === null ? undefined : words.p95(duration(view.p95Ms)),
      view.maxMs === null ? undefined : words.slowest(duration(view.maxMs)),
    ]
      .filter((part) => part !== undefined)
      .join(', '),
  );
  const said = findings.filter((finding) => felt.includes(topicOf(finding))).map(({ summary }) => summary);
  return [...figures, ...new Set(said)].filter((line) => line !== '').map(prose);
};
