import type { HeapLoader } from '../../model/heap-dump.ts';
import { addressText, classNameOf, type HeapGraph } from '../../model/heap-graph.ts';

type Group = { readonly loader: number; classes: string[]; instances: number; outer: number };

/** Groups of classes by loader, for sums: `outerOf[ordinal]` is the group of a class; 0 is no group. */
export const loaderGroups = (
  graph: HeapGraph,
): { readonly outerOf: Int32Array; readonly loaders: readonly number[] } => {
  const outerOf = new Int32Array(graph.classes.length);
  const loaders: number[] = [-1];
  const known = new Map<number, number>();
  for (const { ordinal, loader, isSynthetic } of graph.classes) {
    if (isSynthetic) continue;
    const group = known.get(loader) ?? loaders.push(loader) - 1;
    known.set(loader, group);
    outerOf[ordinal] = group;
  }
  return { outerOf, loaders };
};

/**
 * For sums by class and by loader. A class object belongs to the class it stands for; a loader is an object of its class and one of
 * those it keeps: it has a kind of its own, beyond the ordinals of the classes.
 */
export const retainingGroups = (graph: HeapGraph, { outerOf, loaders }: ReturnType<typeof loaderGroups>) => {
  const classes = graph.classes.length;
  const kinds = classes + loaders.length;
  const isVaried = new Uint8Array(kinds);
  const otherKind = new Map<number, number>();
  const vary = (object: number, kind: number): void => {
    isVaried[graph.classOf[object] as number] = 1;
    otherKind.set(object, kind);
  };
  const innerOf = Int32Array.from({ length: kinds }, (_, kind) => (kind < classes ? kind : 0));
  const wide = new Int32Array(kinds);
  wide.set(outerOf);
  const alsoOf = new Int32Array(kinds);
  for (const [object, ordinal] of graph.classObjects) vary(object, ordinal);
  loaders.forEach((loader, group) => {
    const object = loader > 0 ? graph.objectAt(loader) : -1;
    if (object < 0) return;
    const ordinal = otherKind.get(object) ?? (graph.classOf[object] as number);
    const kind = classes + group;
    vary(object, kind);
    innerOf[kind] = ordinal;
    wide[kind] = outerOf[ordinal] as number;
    alsoOf[kind] = group === outerOf[ordinal] ? 0 : group;
  });
  const kindOf = graph.classOf;
  return { kindOf, isVaried, otherKind, innerOf, outerOf: wide, alsoOf, groups: classes, outerGroups: loaders.length };
};

/** Class loaders, the most retained first. `retained`: of each group of classes, units of 8 bytes. */
export const loaderRows = (
  graph: HeapGraph,
  { outerOf, loaders }: ReturnType<typeof loaderGroups>,
  retained: Float64Array,
  labels: ReadonlyMap<number, string>,
): readonly HeapLoader[] => {
  const groups: Group[] = loaders.map((loader, outer) => ({ loader, classes: [], instances: 0, outer }));
  for (const { ordinal, name, instances, isSynthetic } of graph.classes) {
    const group = groups[outerOf[ordinal] as number];
    if (group === undefined || isSynthetic) continue;
    group.classes.push(name);
    group.instances += instances;
  }
  const alike = new Map<string, number>();
  const key = ({ loader, classes }: Group): string =>
    `${loader === 0 ? '' : classNameOf(graph, Math.max(0, graph.objectAt(loader)))} ${[...classes].sort().join()}`;
  for (const group of groups) alike.set(key(group), (alike.get(key(group)) ?? 0) + 1);
  return groups
    .filter(({ outer }) => outer !== 0)
    .map((group): HeapLoader => {
      const { loader, classes, instances, outer } = group;
      const object = graph.objectAt(loader);
      const name = labels.get(object);
      return {
        address: loader === 0 ? null : addressText(loader),
        className: loader === 0 ? 'boot loader' : object < 0 ? 'unknown loader' : classNameOf(graph, object),
        ...(name === undefined || name === '' ? {} : { name }),
        classes: classes.length,
        instances,
        retainedBytes: (retained[outer] as number) * 8,
        sameClassesAs: (alike.get(key(group)) as number) - 1,
      };
    })
    .sort((a, b) => b.retainedBytes - a.retainedBytes || b.classes - a.classes);
};
