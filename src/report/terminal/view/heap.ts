import { time } from '../../text/number.ts';
import { flow } from '../fit.ts';
import { histogramHead, histogramSections } from '../heap/histogram.ts';
import type { ViewScreen } from '../section.ts';

/** What the heap held, newest last. */
const heap: ViewScreen<'heap'> = {
  view: 'heap',
  facts: (_page, views) => {
    const takenAt = views.at(-1)?.takenAt;
    return typeof takenAt === 'string' ? [time(takenAt)] : [];
  },
  headLines: (page, views) => flow(page, histogramHead(page, views), ` ${page.sign.dot} `, page.columns - 2),
  sections: (page, views) => {
    const last = views.at(-1);
    return last === undefined ? [] : histogramSections(page, last);
  },
};

export default heap;
