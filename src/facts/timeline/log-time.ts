const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const isoLike = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?$/;
/** Tomcat's JULI: `20-Nov-2026 10:43:48.123`. */
const dayFirst = /^(\d\d)[-/]([A-Z][a-z]{2})[-/](\d{4})[: ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?: ([+-]\d{4}))?$/;

type Parts = { readonly utcMs: number; readonly zone: string | undefined };

const parts = (date: string, time: string, fraction: string | undefined, zone: string | undefined): Parts => ({
  utcMs: Date.parse(`${date}T${time}.${(fraction ?? '0').slice(0, 3).padEnd(3, '0')}Z`),
  zone,
});

const partsOf = (text: string): Parts | undefined => {
  const iso = isoLike.exec(text);
  if (iso !== null) return parts(`${iso[1]}-${iso[2]}-${iso[3]}`, iso[4] as string, iso[5], iso[6]);
  const day = dayFirst.exec(text);
  const month = day === null ? -1 : months.indexOf(day[2] as string);
  if (day === null || month < 0) return undefined;
  const date = `${day[3]}-${String(month + 1).padStart(2, '0')}-${day[1]}`;
  return parts(date, day[4] as string, day[5], day[6]);
};

/** `+09:00`, `+0900`, `Z` as ms to add to UTC. */
const fixedOffsetMs = (zone: string): number | undefined => {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return undefined;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
};

/** What a wall clock in `zone` shows at that moment, ahead of UTC. Throws RangeError for a zone nobody knows. */
const namedOffsetMs = (zone: string, atMs: number): number => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(atMs).replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000;
};

/**
 * The moment a log line names, epoch ms. `zone` (`Asia/Seoul`, `+09:00`) is what times without a zone are in; without it such a time
 * is no moment: undefined. So are uptimes and times without a date.
 */
export const logTimeMs = (text: string, zone: string | undefined): number | undefined => {
  const found = partsOf(text);
  const of = found?.zone ?? zone;
  if (found === undefined || of === undefined || Number.isNaN(found.utcMs)) return undefined;
  return found.utcMs - (fixedOffsetMs(of) ?? namedOffsetMs(of, found.utcMs));
};

/** Whether times can be read in this zone. */
export const isZone = (zone: string): boolean => {
  if (fixedOffsetMs(zone) !== undefined) return true;
  try {
    namedOffsetMs(zone, 0);
    return true;
  } catch {
    return false;
  }
};
