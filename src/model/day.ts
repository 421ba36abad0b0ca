/** A day of the calendar, `2026-12-31`: `2026-02-30` is none. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(Date.parse(text)).toISOString().startsWith(text);

/** The day so many days after an instant (milliseconds since the epoch), in UTC. */
export const dayAfter = (fromMs: number, days: number): string =>
  new Date(fromMs + days * 24 * 3_600_000).toISOString().slice(0, 10);
