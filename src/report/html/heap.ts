import type { HeapClassRow, HeapDominator, HeapSuspect } from '../../model/heap-dump.ts';
import type { HeapTreeNode } from '../../model/heap-inspection.ts';
import type { HeapPathStep } from '../../model/heap-path.ts';
import type { HeapView } from '../../model/heap-view.ts';
import type { Report } from '../../model/report.ts';
import { bytes, count, percent, time } from '../text/number.ts';
import type { Texts } from '../text/texts.ts';
import { text } from './escape.ts';
import { details, table } from './table.ts';

const nodeTitle = ({ instances, className, label, address, retainedBytes }: HeapTreeNode): string =>
  [
    instances === 1 ? '' : `${count(instances)} \u00d7 `,
    className,
    label === undefined ? '' : ` "${label}"`,
    address === null ? '' : ` @ ${address}`,
    ` \u00b7 ${bytes(retainedBytes)}`,
  ].join('');

/** The tree folds without scripts. */
const nodeHtml = (node: HeapTreeNode): string => {
  const children = node.children.map(nodeHtml).join('\n');
  return `<li>${children === '' ? text(nodeTitle(node)) : details(nodeTitle(node), `<ul>\n${children}\n</ul>`)}</li>`;
};

const stepText = (texts: Texts, { kind, reference, className, label, retainedBytes }: HeapPathStep): string => {
  const how =
    kind === 'root'
      ? `${texts.heap.rootKind[reference] ?? reference}: `
      : kind === 'element'
        ? `${reference} `
        : `.${reference} `;
  return `${how}${className}${label === undefined ? '' : ` "${label}"`}  ${bytes(retainedBytes)}`;
};

const suspectHtml = (texts: Texts, suspect: HeapSuspect): string => {
  const { heap } = texts;
  const { thread, accumulation, contents, applicationClass } = suspect;
  const name =
    thread !== undefined && thread.address === suspect.address && thread.name !== null
      ? heap.threadNamed(thread.name)
      : suspect.className;
  const size = bytes(suspect.retainedBytes);
  const share = percent(suspect.retainedPct);
  const title =
    suspect.kind === 'group'
      ? heap.groupKeeps(count(suspect.instances), suspect.className, size, share)
      : heap.keeps(name, size, share);
  const way = [...suspect.path, ...(accumulation?.path ?? [])].map((step) => stepText(texts, step));
  const held = contents
    .map((row) => `${count(row.instances)} ${row.className} ${bytes(row.shallowBytes)}`)
    .join(' \u00b7 ');
  return [
    `<h3>${text(title)}</h3>`,
    thread?.through === 'thread-local' ? `<p>${text(heap.throughThreadLocal(thread.threadLocal))}</p>` : '',
    `<pre>${way.map(text).join('\n')}</pre>`,
    held === '' ? '' : `<p>${text(heap.inside(held))}</p>`,
    applicationClass === null ? '' : `<p>${text(heap.application(applicationClass))}</p>`,
  ].join('\n');
};

const dominators = (texts: Texts, view: HeapView): string =>
  table<HeapDominator>(
    [
      {
        heading: texts.heap.column.object,
        cell: ({ className, address, threadName }) =>
          `${className}${threadName === undefined ? '' : ` "${threadName}"`} @ ${address}`,
      },
      { heading: texts.heap.column.shallow, cell: ({ shallowBytes }) => bytes(shallowBytes), isNumber: true },
      { heading: texts.heap.column.retained, cell: ({ retainedBytes }) => bytes(retainedBytes), isNumber: true },
      { heading: texts.heap.column.share, cell: ({ retainedPct }) => percent(retainedPct), isNumber: true },
    ],
    view.dominators ?? [],
  );

const histogram = (texts: Texts, view: HeapView): string =>
  table<HeapClassRow>(
    [
      { heading: texts.heap.column.class, cell: ({ className }) => className },
      { heading: texts.heap.column.instances, cell: ({ instances }) => count(instances), isNumber: true },
      { heading: texts.heap.column.shallow, cell: ({ shallowBytes }) => bytes(shallowBytes), isNumber: true },
    ],
    view.histogram,
  );

const viewHtml = (report: Report, texts: Texts, view: HeapView): string => {
  const { heading, reachable, inDump } = texts.heap;
  const name = report.subjects.find(({ id }) => id === view.subject)?.name ?? view.subject;
  const at = typeof view.takenAt === 'string' ? [time(view.takenAt)] : [];
  const totals = view.reachable ?? { objects: view.objects, shallowBytes: view.shallowBytes };
  const said = view.reachable === undefined ? inDump : reachable;
  return [
    `<h2>${text([name, ...at].join(' \u00b7 '))}</h2>`,
    `<p>${text(said(bytes(totals.shallowBytes), count(totals.objects), count(view.histogramTotal)))}</p>`,
    ...(view.suspects ?? []).map((suspect) => suspectHtml(texts, suspect)),
    view.tree === undefined
      ? ''
      : details(heading.tree, `<ul>\n${view.tree.children.map(nodeHtml).join('\n')}\n</ul>`, true),
    details(heading.dominators, dominators(texts, view)),
    details(heading.classes, histogram(texts, view)),
  ].join('\n');
};

/** Heap dumps: who keeps the memory, and the dominator tree to unfold. */
export const heapHtml = (report: Report, texts: Texts): string =>
  (report.views.heap ?? [])
    .filter((view) => view.source === 'dump')
    .map((view) => viewHtml(report, texts, view))
    .join('\n');
