import { count, decimal, duration } from '../../text/number.ts';
import { flow } from '../fit.ts';
import type { ViewScreen } from '../section.ts';

/** A load test in a line: what users would have felt. */
const load: ViewScreen<'load'> = {
  view: 'load',
  brief: true,
  headLines: (page, entries) =>
    entries.flatMap((view) => {
      const { load: words } = page.texts;
      const said = [
        view.requests === null ? undefined : words.requests(count(view.requests)),
        view.requestsPerSecond === null ? undefined : words.perSecond(decimal(view.requestsPerSecond)),
        view.failedPct === null ? undefined : words.failed(`${decimal(view.failedPct)} %`),
        view.medianMs === null ? undefined : words.median(duration(view.medianMs)),
        view.p95Ms === null ? undefined : words.p95(duration(view.p95Ms)),
        view.maxMs === null ? undefined : words.slowest(duration(view.maxMs)),
        view.droppedIterations ? words.dropped(count(view.droppedIterations)) : undefined,
      ].filter((part) => part !== undefined);
      return flow(page, said, ` ${page.sign.dot} `, page.columns - 2);
    }),
  sections: () => [],
};

export default load;
