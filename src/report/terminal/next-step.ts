import type { Report } from '../../model/report.ts';
import { furtherOf } from '../text/further.ts';
import { storiesOf } from '../text/story.ts';
import { wrap } from './fit.ts';
import type { Page } from './page.ts';

/** What to do now: the first advice and the first command of the worst cause; where nothing was found, the cheapest look that is left. */
export const nextStepSection = (page: Page, report: Report): readonly string[] => {
  const [worst] = storiesOf(report);
  const steps =
    worst === undefined
      ? furtherOf(report)
          .slice(0, 1)
          .map(({ command }) => command)
      : [...worst.root.fix.slice(0, 1), ...worst.root.next.slice(0, 1)];
  return steps.flatMap((step) => wrap(page, step, page.proseColumns - 2).map((line) => `  ${line}`));
};
