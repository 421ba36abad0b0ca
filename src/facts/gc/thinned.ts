/** Keeps an even sample of what is added: every n-th, n doubled when there are `limit`; the newest is always there. */
export const thinned = <T>(limit: number) => {
  let kept: T[] = [];
  let stride = 1;
  let total = 0;
  let newest: T | undefined;
  return {
    add: (item: T): void => {
      if (total % stride === 0) {
        kept.push(item);
        if (kept.length >= limit) {
          kept = kept.filter((_, index) => index % 2 === 0);
          stride *= 2;
        }
      }
      total++;
      newest = item;
    },
    total: () => total,
    list: (): readonly T[] => (newest === undefined || kept.at(-1) === newest ? [...kept] : [...kept, newest]),
  };
};

/** Keeps all up to `limit`, then puts neighbours together, two by two. */
export const condensed = <T>(limit: number, join: (a: T, b: T) => T) => {
  let kept: T[] = [];
  return {
    add: (item: T): void => {
      kept.push(item);
      if (kept.length < limit) return;
      const halved: T[] = [];
      for (let at = 0; at < kept.length; at += 2) {
        const [a, b] = [kept[at] as T, kept[at + 1]];
        halved.push(b === undefined ? a : join(a, b));
      }
      kept = halved;
    },
    list: (): readonly T[] => [...kept],
  };
};

/** The `limit` greatest by `by`, greatest first. */
export const greatest = <T>(limit: number, by: (item: T) => number) => {
  const kept: T[] = [];
  return {
    add: (item: T): void => {
      const value = by(item);
      if (kept.length === limit && value <= by(kept[limit - 1] as T)) return;
      const at = kept.findIndex((other) => by(other) < value);
      kept.splice(at === -1 ? kept.length : at, 0, item);
      if (kept.length > limit) kept.pop();
    },
    list: (): readonly T[] => [...kept],
  };
};
