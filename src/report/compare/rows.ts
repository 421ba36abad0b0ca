import type { ComparedRow } from '../../model/comparison.ts';

/** Names with their amount, and whether all there are are listed. */
export type Counts = { readonly amounts: ReadonlyMap<string, number>; readonly whole: boolean };

/** Sums amounts of one name. */
export const counted = (rows: readonly (readonly [name: string, amount: number])[], whole: boolean): Counts => {
  const amounts = new Map<string, number>();
  for (const [name, amount] of rows) amounts.set(name, (amounts.get(name) ?? 0) + amount);
  return { amounts, whole };
};

/** Hidden classes and lambdas have an address or number in their name that the next start changes. */
export const steadyName = (className: string): string =>
  className
    .replace(/\/0x[0-9a-f]+/g, '/0x#')
    .replace(/\$\$Lambda(?:\$\d+)?(?:\/\d+)?/g, '$$$$Lambda#')
    .replace(/(GeneratedMethodAccessor|GeneratedConstructorAccessor|\$Proxy)\d+/g, '$1#');

const at = ({ amounts, whole }: Counts, name: string): number | null => amounts.get(name) ?? (whole ? 0 : null);

/** How much a row changed; one that a side does not list counts as it is. */
export const changeOf = ({ before, after }: ComparedRow): number => (after ?? 0) - (before ?? 0);

/** Rows that differ, the largest change first. */
export const comparedRows = (before: Counts, after: Counts): readonly ComparedRow[] =>
  [...new Set([...before.amounts.keys(), ...after.amounts.keys()])]
    .map((name): ComparedRow => ({ name, before: at(before, name), after: at(after, name) }))
    .filter(({ before: a, after: b }) => a !== b)
    .sort((a, b) => Math.abs(changeOf(b)) - Math.abs(changeOf(a)) || (a.name < b.name ? -1 : 1));
