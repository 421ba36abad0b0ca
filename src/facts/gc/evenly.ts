/** At most `limit` of the items, evenly spread, the first and the last among them. */
export const evenly = <T>(items: readonly T[], limit: number): readonly T[] => {
  if (items.length <= limit) return items;
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => items[Math.round(index * step)] as T);
};
