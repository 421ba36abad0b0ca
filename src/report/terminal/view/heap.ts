import type { HeapView } from '../../../model/heap-view.ts';
import type { HistogramView } from '../../../model/histogram-view.ts';
import type { ViewEntry } from '../../../model/view.ts';
import { bytes, count, time } from '../../text/number.ts';
import { elide, flow } from '../fit.ts';
import { dumpChangeSections } from '../heap/change.ts';
import { histogramHead, histogramSections } from '../heap/histogram.ts';
import { inspectedSection, treeSection } from '../heap/objects.ts';
import { suspectsSection } from '../heap/suspects.ts';
import { classesTable, collectionsTable, dominatorsTable, loadersTable, threadsTable } from '../heap/tables.ts';
import type { Page } from '../page.ts';
import type { Section, ViewScreen } from '../section.ts';

const totals = (page: Page, view: HeapView): readonly string[] => {
  const { heap } = page.texts;
  const { reachable, unreachable, histogramTotal } = view;
  if (reachable === undefined) {
    return [heap.inDump(bytes(view.shallowBytes), count(view.objects), count(histogramTotal)), heap.histogramOnly];
  }
  const kept = heap.reachable(bytes(reachable.shallowBytes), count(reachable.objects), count(histogramTotal));
  const lost =
    unreachable === undefined || unreachable.objects === 0
      ? []
      : [heap.unreachable(bytes(unreachable.shallowBytes), count(unreachable.objects))];
  return [kept, ...lost, ...(view.weakReferents === undefined ? [] : [heap.weakExcluded])];
};

/** Less than this is in every heap. */
const notableBytes = 1 << 20;

const notes = (page: Page, view: HeapView): readonly string[] => {
  const { heap } = page.texts;
  const { duplicateStrings, directBuffers, finalizers, collections } = view;
  const lines: string[] = [];
  if (duplicateStrings !== undefined && duplicateStrings.wastedBytes >= notableBytes) {
    const { wastedBytes, strings, distinct, top } = duplicateStrings;
    lines.push(heap.duplicates(bytes(wastedBytes), count(strings), count(distinct)));
    for (const row of top.filter((each) => each.wastedBytes >= notableBytes).slice(0, 3)) {
      lines.push(`  ${heap.duplicate(count(row.copies), row.shown, bytes(row.wastedBytes))}`);
    }
  }
  const wasted = (collections?.kinds ?? []).reduce((sum, each) => sum + each.wastedBytes, 0);
  if (wasted >= notableBytes) lines.push(heap.wasted(bytes(wasted)));
  if (directBuffers !== undefined && directBuffers.capacityBytes >= notableBytes) {
    lines.push(heap.directBuffers(count(directBuffers.buffers), bytes(directBuffers.capacityBytes)));
  }
  if (finalizers !== undefined && finalizers.pending >= 1000) lines.push(heap.finalizers(count(finalizers.pending)));
  return lines.map((line) => elide(page, line, page.columns));
};

const histograms = (views: readonly ViewEntry<'heap'>[]): readonly HistogramView[] =>
  views.filter((view) => view.source === 'histogram');
const dumps = (views: readonly ViewEntry<'heap'>[]): readonly HeapView[] =>
  views.filter((view) => view.source === 'dump');
const newestDump = (views: readonly ViewEntry<'heap'>[]): HeapView | undefined => dumps(views).at(-1);

const dumpHead = (page: Page, view: HeapView): readonly string[] => {
  const cut = view.cut === undefined ? [] : [page.texts.heap.lowerBounds(view.cut)];
  return [
    ...flow(page, totals(page, view), ` ${page.sign.dot} `, page.columns - 2),
    ...cut.map((line) => elide(page, line, page.columns - 2)),
  ];
};

const dumpSections = (page: Page, view: HeapView): readonly Section[] => {
  const { heading } = page.texts.heap;
  return [
    { heading: heading.inspected, lines: inspectedSection(page, view) },
    { heading: heading.suspects, lines: suspectsSection(page, view) },
    { heading: heading.dominators, lines: dominatorsTable(page, view) },
    { heading: heading.classes, lines: classesTable(page, view) },
    { heading: heading.threads, lines: threadsTable(page, view) },
    { heading: heading.collections, lines: collectionsTable(page, view) },
    { heading: heading.loaders, lines: loadersTable(page, view) },
    { heading: heading.tree, lines: treeSection(page, view) },
    { heading: heading.notes, lines: notes(page, view) },
  ];
};

/** The newest heap of a subject: totals in the header, holders first, tables below; histograms before a dump. */
const heap: ViewScreen<'heap'> = {
  view: 'heap',
  facts: (_, views) => {
    const last = views.at(-1);
    return typeof last?.takenAt === 'string' ? { at: time(last.takenAt) } : {};
  },
  headLines: (page, views) => {
    const dump = newestDump(views);
    return [
      ...flow(page, histogramHead(page, histograms(views)), ` ${page.sign.dot} `, page.columns - 2),
      ...(dump === undefined ? [] : dumpHead(page, dump)),
    ];
  },
  sections: (page, views) => {
    const [histogram, dump, first] = [histograms(views).at(-1), newestDump(views), dumps(views)[0]];
    return [
      ...(histogram === undefined ? [] : histogramSections(page, histogram)),
      ...(dump === undefined || first === undefined || first === dump ? [] : dumpChangeSections(page, first, dump)),
      ...(dump === undefined ? [] : dumpSections(page, dump)),
    ];
  },
};

export default heap;
