/** The first clock in the head of a GC log in ms, time of day or uptime: orders the files of one log. Infinity: there is none. */
export const firstClock = (head: string): number => {
  const time = /\d{4}-\d\d-\d\dT[\d:.,]{12}[+-]\d{4}/.exec(head)?.[0];
  if (time !== undefined) return Date.parse(time.replace(',', '.').replace(/(\d\d)$/, ':$1'));
  const uptime = /(?:^|\n)\[?(\d+[.,]\d+)(?:s\]|: )/.exec(head)?.[1];
  return uptime === undefined ? Number.POSITIVE_INFINITY : Number(uptime.replace(',', '.')) * 1000;
};
