import { numberAt } from './number.ts';

const digits = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] as number) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
};

/** Milliseconds of the first day of a date, kept: logs rarely change it. */
let knownDate = 0;
let knownDateMs = 0;

/** Epoch ms of `2026-11-20T13:35:11.117+0000` (also `,117` and `Z`) that begins at `at`; NaN when it is none. */
export const isoTimeAt = (bytes: Uint8Array, at: number): number => {
  if (bytes[at + 4] !== 45 || bytes[at + 10] !== 84) return Number.NaN;
  const date = digits(bytes, at, 4) * 10000 + digits(bytes, at + 5, 2) * 100 + digits(bytes, at + 8, 2);
  if (date !== knownDate) {
    knownDateMs = Date.UTC(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100);
    knownDate = date;
  }
  const time =
    digits(bytes, at + 11, 2) * 3_600_000 + digits(bytes, at + 14, 2) * 60_000 + digits(bytes, at + 17, 2) * 1000;
  const sign = bytes[at + 23];
  const offset = sign === 43 || sign === 45 ? (digits(bytes, at + 24, 2) * 60 + digits(bytes, at + 26, 2)) * 60_000 : 0;
  const millis = digits(bytes, at + 20, 3);
  return knownDateMs + time + (Number.isNaN(millis) ? 0 : millis) - (sign === 45 ? -offset : offset);
};

/** Where the zone of a time that begins at `at` ends. */
export const isoTimeEnd = (bytes: Uint8Array, at: number): number => {
  const sign = bytes[at + 23];
  if (sign === 43 || sign === 45) return at + 28;
  return sign === 90 ? at + 24 : at + 23;
};

/** The clock of a line as read: NaN what it does not have. */
export type Clock = { atMs: number; uptimeMs: number };

/** Larger values of an `ms` decoration are epoch times, not uptimes: 2001 and later against 31 years of uptime. */
const earliestEpochMs = 1e12;

/**
 * Reads the decorations of a unified log line, any set in HotSpot's own order: time, utctime, uptime, timemillis, uptimemillis, timenanos,
 * uptimenanos, hostname, pid, tid, level, tags. With two nanosecond values the second is the uptime; one alone may be either and still
 * measures differences.
 */
export const readDecorations = (bytes: Uint8Array, start: number, end: number, clock: Clock): void => {
  clock.atMs = Number.NaN;
  clock.uptimeMs = Number.NaN;
  let nanos = Number.NaN;
  for (let at = start; at < end && bytes[at] === 91; ) {
    let close = at + 1;
    while (close < end && bytes[close] !== 93) close++;
    if (close >= end) break;
    if (bytes[close - 1] === 115) {
      const value = numberAt(bytes, at + 1);
      const unit = bytes[close - 2];
      if (unit === 109) {
        if (value < earliestEpochMs) clock.uptimeMs = value;
        else if (Number.isNaN(clock.atMs)) clock.atMs = value;
      } else if (unit === 110) nanos = value / 1e6;
      else if (!Number.isNaN(value)) clock.uptimeMs = Math.round(value * 1e6) / 1e3;
    } else if (Number.isNaN(clock.atMs)) clock.atMs = isoTimeAt(bytes, at + 1);
    at = close + 1;
  }
  if (Number.isNaN(clock.uptimeMs)) clock.uptimeMs = nanos;
};
