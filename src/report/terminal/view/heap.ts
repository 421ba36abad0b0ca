import type { HistogramView } from '../../../model/histogram-view.ts';
import type { ViewEntry } from '../../../model/view.ts';
import { time } from '../../text/number.ts';
import { flow } from '../fit.ts';
import { histogramHead, histogramSections } from '../heap/histogram.ts';
import type { ViewScreen } from '../section.ts';

const histograms = (views: readonly ViewEntry<'heap'>[]): readonly HistogramView[] =>
  views.filter((view) => view.source === 'histogram');

/** What the heap held, newest last. */
const heap: ViewScreen<'heap'> = {
  view: 'heap',
  facts: (_page, views) => {
    const takenAt = views.at(-1)?.takenAt;
    return typeof takenAt === 'string' ? [time(takenAt)] : [];
  },
  headLines: (page, views) =>
    flow(page, histogramHead(page, histograms(views)), ` ${page.sign.dot} `, page.columns - 2),
  sections: (page, views) => {
    const last = histograms(views).at(-1);
    return last === undefined ? [] : histogramSections(page, last);
  },
};

export default heap;
