import { type Lookups, rootPath, shortened } from '../../facts/heap/reference.ts';
import type { HeapLoader } from '../../model/heap-dump.ts';
import type { HeapGraph } from '../../model/heap-graph.ts';

/** Ways from a root to objects, each object the last of its way. */
export type Ways = ReadonlyMap<number, readonly number[]>;

/** Loaders whose ways are told. */
const toldLoaders = 5;

/** Loaders with twins, those that keep the most: what keeps them is what leaks. */
export const leakedLoaders = (graph: HeapGraph, rows: readonly HeapLoader[]): readonly number[] =>
  rows
    .filter(({ sameClassesAs, address }) => sameClassesAs > 0 && address !== null)
    .slice(0, toldLoaders)
    .map(({ address }) => graph.objectAt(Number(address)))
    .filter((object) => object >= 0);

/** The same rows, with the way to those that have one. */
export const withWays = (
  graph: HeapGraph,
  rows: readonly HeapLoader[],
  { lookups, ways }: { readonly lookups: Lookups; readonly ways: Ways },
): readonly HeapLoader[] =>
  rows.map((row) => {
    const way = row.address === null ? undefined : ways.get(graph.objectAt(Number(row.address)));
    return way === undefined ? row : { ...row, path: shortened(rootPath(graph, lookups, way)) };
  });

const isOfJdk = (className: string): boolean => /^(?:class )?(?:java|javax|jdk|sun)\.|\[\]$/.test(className);

/** Who refers to a text: `com.acme.Order.customer`, the first of the application's own seen from the text, else of the JDK. */
export const textHolder = (graph: HeapGraph, lookups: Lookups, way: readonly number[]): string | undefined => {
  // The text is an array in a String: who refers to the String is asked.
  const steps = rootPath(graph, lookups, way).slice(0, -1);
  const named = steps.flatMap(({ className, label }, index) => {
    const next = steps[index + 1];
    if (next === undefined) return [];
    const owner = (label === undefined ? className : `${className} "${label}"`).replace(/^class /, '');
    return [{ className, text: next.kind === 'element' ? `${owner}${next.reference}` : `${owner}.${next.reference}` }];
  });
  return (named.findLast(({ className }) => !isOfJdk(className)) ?? named.at(-1))?.text;
};
