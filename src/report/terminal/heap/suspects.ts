import type { HeapContent, HeapSuspect } from '../../../model/heap-dump.ts';
import type { HeapPathStep } from '../../../model/heap-path.ts';
import type { HeapView } from '../../../model/heap-view.ts';
import { bytes, count, percent } from '../../text/number.ts';
import { elide, flow, wrap } from '../fit.ts';
import type { Page } from '../page.ts';

/** Steps of a way that are shown without --path: the beginning and the end say most. */
const shownSteps = 12;
const shownSuspects = 5;

const contentText = ({ className, instances, retainedBytes, reference }: HeapContent): string => {
  const what = instances === 1 ? className : `${count(instances)} ${className}`;
  return `${reference === undefined ? '' : `${reference}: `}${what} ${bytes(retainedBytes)}`;
};

const arrow = (page: Page, step: HeapPathStep): string =>
  step.kind === 'root'
    ? `${page.texts.heap.rootKind[step.reference] ?? step.reference}: `
    : step.kind === 'element'
      ? step.reference
      : `.${step.reference} `;

/** A way as a ladder: every step one line, indented, with the field it goes through. */
export const wayLines = (
  page: Page,
  steps: readonly HeapPathStep[],
  options: { readonly whole: boolean; readonly total: number; readonly indent: number },
): readonly string[] => {
  const lines = steps.map((step) => {
    const label = step.label === undefined ? '' : ` "${step.label}"`;
    const place = step.kind === 'element' ? `${arrow(page, step)} ` : arrow(page, step);
    return `${place}${step.className}${label}  ${bytes(step.retainedBytes)}`;
  });
  const shown =
    options.whole || lines.length <= shownSteps
      ? lines
      : [
          ...lines.slice(0, shownSteps - 5),
          page.texts.heap.moreSteps(count(options.total - shownSteps + 1)),
          ...lines.slice(-4),
        ];
  return shown.map((line) => elide(page, `${' '.repeat(options.indent)}${line}`, page.columns));
};

const nameOf = (page: Page, suspect: HeapSuspect): string => {
  const { texts } = page;
  const own = suspect.path.at(-1);
  const isThread = suspect.thread !== undefined && suspect.thread.address === suspect.address;
  if (isThread) return texts.heap.threadNamed(suspect.thread?.name ?? own?.className ?? '');
  return suspect.loader === undefined ? suspect.className : `${suspect.className} (${suspect.loader})`;
};

const headLine = (page: Page, suspect: HeapSuspect): string => {
  const { heap } = page.texts;
  const size = bytes(suspect.retainedBytes);
  const part = percent(suspect.retainedPct);
  return suspect.kind === 'group'
    ? heap.groupKeeps(count(suspect.instances), suspect.className, size, part)
    : heap.keeps(nameOf(page, suspect), size, part);
};

const threadLines = (page: Page, view: HeapView, { thread }: HeapSuspect): readonly string[] => {
  if (thread === undefined) return [];
  const { heap } = page.texts;
  const through = {
    'thread-local': heap.throughThreadLocal(thread.threadLocal),
    local: heap.throughLocal(thread.frame),
    field: heap.throughField,
  }[thread.through];
  const name = thread.name === null ? '' : `${heap.threadNamed(thread.name)} `;
  const frames = view.threads?.find(({ address }) => address === thread.address)?.frames.slice(0, 3) ?? [];
  return [`${name}${through}`, ...(frames.length === 0 ? [] : [heap.stack(frames.join(' < '))])];
};

const suspectLines = (page: Page, view: HeapView, suspect: HeapSuspect, index: number): readonly string[] => {
  const { heap } = page.texts;
  const whole = view.wholePaths === true;
  const { accumulation, children, contents, applicationClass } = suspect;
  const inner = accumulation?.path ?? [];
  const indented = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => elide(page, `   ${line}`, page.columns));
  const separator = ` ${page.sign.dot} `;
  const room = page.columns - 3;
  const meet = accumulation === undefined ? [] : [`  ${page.sign.here} ${heap.meetHere}`];
  const held = children.slice(0, 5).map(contentText);
  const insides = contents
    .slice(0, 5)
    .map((each) => `${count(each.instances)} ${each.className} ${bytes(each.shallowBytes)}`);
  const list = (parts: readonly string[], said: (text: string) => string): readonly string[] => {
    const [first, ...rest] = parts;
    return first === undefined ? [] : indented(flow(page, [said(first), ...rest], separator, room));
  };
  return [
    ...wrap(page, `${index + 1}. ${headLine(page, suspect)}`, page.columns).map(page.paint.bold),
    ...indented(threadLines(page, view, suspect).flatMap((line) => wrap(page, line, room))),
    ...wayLines(page, suspect.path, { whole, total: suspect.pathTotal, indent: 5 }),
    ...wayLines(page, inner, { whole, total: inner.length, indent: 5 }),
    ...indented(meet),
    ...list(held, heap.holds),
    ...list(insides, heap.inside),
    ...indented(applicationClass === null ? [] : [heap.application(applicationClass)]),
  ];
};

/** Who keeps more than a tenth of the heap, each with its way from a root and what is in it. */
export const suspectsSection = (page: Page, view: HeapView): readonly string[] => {
  if (view.suspects === undefined) return [];
  if (view.suspects.length === 0) return [page.texts.heap.noSuspects];
  return view.suspects
    .slice(0, shownSuspects)
    .flatMap((suspect, index) => [...(index === 0 ? [] : ['']), ...suspectLines(page, view, suspect, index)]);
};
