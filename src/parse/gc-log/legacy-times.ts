import { ascii, isAt } from '../text/bytes.ts';
import { lastEnd, numberAt } from './number.ts';
import type { OpenEvent } from './writer.ts';

const times = ascii('[Times: user=');
const system = ascii(' sys=');
const real = ascii(', real=');

export const isTimes = (bytes: Uint8Array, at: number): boolean => isAt(bytes, at, times);

/** `[Times: user=0.01 sys=0.00, real=0.01 secs]` that begins at `at` (JDK 8: gc_implementation/shared/gcTraceTime.cpp, runtime/timer.cpp `TraceCPUTime`). */
export const readTimes = (bytes: Uint8Array, at: number, event: OpenEvent): void => {
  const userMs = numberAt(bytes, at + times.length) * 1000;
  if (Number.isNaN(userMs) || !isAt(bytes, lastEnd(), system)) return;
  const systemMs = numberAt(bytes, lastEnd() + system.length) * 1000;
  if (Number.isNaN(systemMs) || !isAt(bytes, lastEnd(), real)) return;
  const realMs = numberAt(bytes, lastEnd() + real.length) * 1000;
  if (Number.isNaN(realMs)) return;
  event.userMs = userMs;
  event.systemMs = systemMs;
  event.realMs = realMs;
};
