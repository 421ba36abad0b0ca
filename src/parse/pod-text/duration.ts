const unitMs: Readonly<Record<string, number>> = {
  y: 365 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
};

/** An age as kubectl prints it, `5d21h`, `3m41s`, as ms. Undefined: `<unknown>`, `<invalid>` or no age. Source: apimachinery duration.HumanDuration. */
export const durationOf = (text: string): number | undefined => {
  if (!/^(?:\d{1,6}[ydhms]){1,4}$/.test(text)) return undefined;
  let ms = 0;
  for (const [, digits, unit = ''] of text.matchAll(/(\d+)([ydhms])/g)) ms += Number(digits) * (unitMs[unit] ?? 0);
  return ms;
};

/** When and how often something was seen. Ages ms. */
export type Seen = { readonly lastAgoMs?: number; readonly firstAgoMs?: number; readonly count: number };

/** `2m57s (x4 over 5m)`, `5m ago`, `<unknown>`: the cell of ages of an event. Undefined when it is none. */
export const seenOf = (cell: string): Seen | undefined => {
  const found = /^(\S{1,30})(?: ago)?(?: \(x(\d{1,9}) over (\S{1,30})\))?$/.exec(cell.trim());
  if (found === null) return undefined;
  const [, last = '', count, first] = found;
  const lastAgoMs = durationOf(last);
  if (lastAgoMs === undefined && !/^<(?:unknown|invalid)>$/.test(last)) return undefined;
  const firstAgoMs = first === undefined ? lastAgoMs : durationOf(first);
  return {
    count: count === undefined ? 1 : Number(count),
    ...(lastAgoMs === undefined ? {} : { lastAgoMs }),
    ...(firstAgoMs === undefined ? {} : { firstAgoMs }),
  };
};
