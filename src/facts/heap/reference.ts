import {
  addressText,
  classNameOf,
  type HeapGraph,
  type HeapValue,
  retainedBytesOf,
  shallowBytesOf,
} from '../../model/heap-graph.ts';
import type { HeapPathStep, HeapReferenceKind } from '../../model/heap-path.ts';

/** What was read again from the dump to put names on references. */
export type Lookups = {
  /** Fields by instance. */
  readonly fields: ReadonlyMap<number, readonly HeapValue[]>;
  /** Index of a target in an array of references. */
  readonly places: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Names of threads and loaders. */
  readonly labels: ReadonlyMap<number, string>;
};

export type Reference = { readonly kind: HeapReferenceKind; readonly reference: string };

const ofClassObject = (graph: HeapGraph, ordinal: number, target: number): Reference => {
  const address = graph.addressOf(target);
  const { statics = [], loader, superclass } = graph.classes[ordinal] ?? {};
  const field = statics.find(({ value }) => value === address);
  if (field !== undefined) return { kind: 'static', reference: field.name };
  if (loader === address) return { kind: 'loader', reference: '<loader>' };
  if (graph.classes[superclass ?? 0]?.address === address) return { kind: 'class', reference: '<superclass>' };
  return { kind: 'class', reference: '<class>' };
};

/** How one object refers to another, in the words of the source code. */
export const referenceOf = (graph: HeapGraph, lookups: Lookups, from: number, to: number): Reference => {
  const ordinal = graph.classObjects.get(from);
  if (ordinal !== undefined) return ofClassObject(graph, ordinal, to);
  const address = graph.addressOf(to);
  const field = lookups.fields.get(from)?.find(({ type, value }) => type === 'L' && value === address);
  if (field !== undefined) return { kind: 'field', reference: field.name };
  const place = lookups.places.get(from)?.get(to);
  if (place !== undefined) return { kind: 'element', reference: `[${place}]` };
  if (graph.locals.get(from)?.some(({ object }) => object === to) === true)
    return { kind: 'local', reference: '<local variable>' };
  if (graph.classObjects.get(to) === graph.classOf[from]) return { kind: 'class', reference: '<class>' };
  return { kind: 'unknown', reference: '?' };
};

export const stepOf = (graph: HeapGraph, lookups: Lookups, object: number, how: Reference): HeapPathStep => {
  const label = lookups.labels.get(object);
  return {
    ...how,
    address: addressText(graph.addressOf(object)),
    className: classNameOf(graph, object),
    shallowBytes: shallowBytesOf(graph, object),
    retainedBytes: retainedBytesOf(graph, object),
    ...(label === undefined ? {} : { label }),
  };
};

/** Steps of a way from a root. */
export const rootPath = (graph: HeapGraph, lookups: Lookups, path: readonly number[]): readonly HeapPathStep[] =>
  path.map((object, index) => {
    if (index > 0)
      return stepOf(graph, lookups, object, referenceOf(graph, lookups, path[index - 1] as number, object));
    const kind = graph.roots.find((root) => root.object === object)?.kind ?? 'unknown';
    return stepOf(graph, lookups, object, { kind: 'root', reference: kind });
  });

/** Digits of thread names are of the moment: `http-nio-#-exec-#`. */
const withoutDigits = (name: string): string => name.replace(/\d+/g, '#');

/** A way without addresses and places: the same in the next dump of the same leak. */
export const pathKey = (steps: readonly HeapPathStep[]): readonly string[] => {
  const key: string[] = [];
  for (const { kind, reference, className, label } of steps) {
    const name = label === undefined ? className : `${className} "${withoutDigits(label)}"`;
    const step = kind === 'root' ? name : `${kind === 'element' ? '[]' : reference}: ${name}`;
    // Along a list every step is the same: once is enough.
    if (key.at(-1) !== step) key.push(step);
  }
  return key.length > 24 ? [...key.slice(0, 16), '...', ...key.slice(-7)] : key;
};

/** Longest way that is reported; the rest of a list of a million says nothing. */
const longestPath = 40;

export const shortened = (steps: readonly HeapPathStep[]): readonly HeapPathStep[] =>
  steps.length <= longestPath ? steps : [...steps.slice(0, longestPath - 10), ...steps.slice(-10)];

/** What must be read again to name the references of these ways. */
export const neededLookups = (
  graph: HeapGraph,
  paths: Iterable<readonly number[]>,
): { readonly instances: ReadonlySet<number>; readonly arrays: ReadonlyMap<number, ReadonlySet<number>> } => {
  const instances = new Set<number>();
  const arrays = new Map<number, Set<number>>();
  for (const path of paths) {
    const shown = path.length <= 400 ? path : [...path.slice(0, 200), ...path.slice(-200)];
    for (let i = 0; i + 1 < shown.length; i++) {
      const from = shown[i] as number;
      if (graph.classObjects.has(from)) continue;
      const { kind } = graph.classes[graph.classOf[from] as number] ?? {};
      if (kind === 'instance') instances.add(from);
      if (kind === 'object-array')
        arrays.set(from, (arrays.get(from) ?? new Set<number>()).add(shown[i + 1] as number));
    }
  }
  return { instances, arrays };
};
