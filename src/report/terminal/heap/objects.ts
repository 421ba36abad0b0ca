import type { HeapInspection, HeapObject, HeapTreeNode } from '../../../model/heap-inspection.ts';
import type { HeapView } from '../../../model/heap-view.ts';
import { bytes, count } from '../../text/number.ts';
import { elide } from '../fit.ts';
import type { Page } from '../page.ts';
import { wayLines } from './suspects.ts';

const nodeLines = (page: Page, node: HeapTreeNode, depth: number): readonly string[] => {
  const many = node.instances === 1 ? '' : `${count(node.instances)} `;
  const name = node.label === undefined ? node.className : `${node.className} "${node.label}"`;
  const at = node.address === null ? '' : ` @ ${node.address}`;
  const line = `${'  '.repeat(depth)}${many}${name}${at}  ${bytes(node.retainedBytes)}`;
  return [elide(page, line, page.columns), ...node.children.flatMap((child) => nodeLines(page, child, depth + 1))];
};

export const treeSection = (page: Page, { tree }: HeapView): readonly string[] =>
  tree === undefined ? [] : tree.children.flatMap((node) => nodeLines(page, node, 0));

const objectLines = (page: Page, view: HeapView, object: HeapObject): readonly string[] => {
  const { heap } = page.texts;
  const label = object.label === undefined ? '' : ` "${object.label}"`;
  const more = (shown: number, total: number): readonly string[] =>
    total > shown ? [`    ${heap.others(count(total - shown))}`] : [];
  const lines = [
    `  ${object.className}${label} @ ${object.address}  ${bytes(object.shallowBytes)} / ${bytes(object.retainedBytes)}`,
    ...(object.fields.length === 0 ? [] : [`  ${heap.fields}`]),
    ...object.fields.map(({ name, type, value }) => `    ${name} = ${value}${value === 'null' ? '' : `  ${type}`}`),
    ...more(object.fields.length, object.fieldsTotal),
    ...(object.referrers.length === 0 ? [] : [`  ${heap.referredBy}`]),
    ...object.referrers.map(({ address, className, reference }) => `    ${className} @ ${address} ${reference}`),
    ...more(object.referrers.length, object.referrersTotal),
  ];
  return [
    ...lines.map((line) => elide(page, line, page.columns)),
    ...wayLines(page, object.path, { whole: view.wholePaths === true, total: object.path.length, indent: 4 }),
    ...nodeLines(page, object.tree, 2),
  ];
};

const inspectionLines = (page: Page, view: HeapView, asked: HeapInspection): readonly string[] => {
  const { heap } = page.texts;
  if (asked.matches === 0) return [heap.notFound(asked.query)];
  const head = `${asked.query}: ${count(asked.matches)}  ${bytes(asked.shallowBytes)} / ${bytes(asked.retainedBytes)}`;
  return [
    page.paint.bold(elide(page, head, page.columns)),
    ...asked.objects.flatMap((object) => objectLines(page, view, object)),
  ];
};

/** Objects that were asked for by address or class. */
export const inspectedSection = (page: Page, view: HeapView): readonly string[] =>
  (view.inspected ?? []).flatMap((asked) => inspectionLines(page, view, asked));
