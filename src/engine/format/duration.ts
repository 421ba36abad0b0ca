import { decimal, type Lang } from './language.ts';

const units = {
  ms: { en: ' ms', ko: '밀리초' },
  second: { en: ' s', ko: '초' },
  minute: { en: ' min', ko: '분' },
  hour: { en: ' h', ko: '시간' },
  day: { en: ' d', ko: '일' },
} as const;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A whole number of the greater unit and, where it is not 0, of the lesser: `2 h 5 min`. */
const pair = (
  ms: number,
  great: keyof typeof units,
  greatMs: number,
  less: keyof typeof units,
  lessMs: number,
  lang: Lang,
): string => {
  const total = Math.round(ms / lessMs);
  const perGreat = greatMs / lessMs;
  const rest = total % perGreat;
  const head = `${decimal(Math.floor(total / perGreat), 0)}${units[great][lang]}`;
  return rest === 0 ? head : `${head} ${rest}${units[less][lang]}`;
};

/** Milliseconds as a person says them: `850 ms`, `4.2 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export const duration = (ms: number, lang: Lang): string => {
  if (ms < 0) return `-${duration(-ms, lang)}`;
  if (ms < second - 0.5) return `${decimal(ms, ms < 10 ? 1 : 0)}${units.ms[lang]}`;
  if (ms < minute - 50) return `${decimal(ms / second, 1)}${units.second[lang]}`;
  if (ms < hour - second / 2) return pair(ms, 'minute', minute, 'second', second, lang);
  if (ms < day - minute / 2) return pair(ms, 'hour', hour, 'minute', minute, lang);
  return pair(ms, 'day', day, 'hour', hour, lang);
};
