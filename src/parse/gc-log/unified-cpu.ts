import { ascii, isAt } from '../text/bytes.ts';
import { lastEnd, numberAt } from './number.ts';
import type { OpenEvent } from './writer.ts';

export const user = ascii('User=');
const system = ascii('s Sys=');
const real = ascii('s Real=');

/** `User=0.03s Sys=0.00s Real=0.05s`: gc/shared/gcTraceTime.cpp `GCTraceCPUTime`. */
export const readCpu = (bytes: Uint8Array, at: number, event: OpenEvent): void => {
  const userMs = numberAt(bytes, at + user.length) * 1000;
  if (Number.isNaN(userMs) || !isAt(bytes, lastEnd(), system)) return;
  const systemMs = numberAt(bytes, lastEnd() + system.length) * 1000;
  if (Number.isNaN(systemMs) || !isAt(bytes, lastEnd(), real)) return;
  const realMs = numberAt(bytes, lastEnd() + real.length) * 1000;
  if (Number.isNaN(realMs)) return;
  event.userMs = userMs;
  event.systemMs = systemMs;
  event.realMs = realMs;
};
