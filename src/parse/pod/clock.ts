import { time } from './json.ts';

/** Of a file that does not say when it was made: the newest time in it, epoch ms. Undefined: there is none. */
export const newestTimeIn = (text: string): number | undefined => {
  let newest: number | undefined;
  for (const [stamp] of text.matchAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z/g)) {
    const ms = time(stamp);
    if (ms !== undefined && ms > (newest ?? Number.NEGATIVE_INFINITY)) newest = ms;
  }
  return newest;
};
