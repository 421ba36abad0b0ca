import { ascii, find, isAt } from '../text/bytes.ts';
import { lastEnd, numberAt } from './number.ts';
import { readOnce } from './read-once.ts';
import type { EventWriter, OpenEvent } from './writer.ts';

/** `endedBeforeMs`: how long before the line's clock it ended; what came after it is the pause of a collection, which has a line of its own. */
export type SafepointTimes = {
  readonly durationMs: number;
  readonly syncMs?: number;
  readonly cause?: string;
  readonly phase?: string;
  readonly endedBeforeMs?: number;
};

/** Operations that are collections: their pause stands on a line of its own. */
const collections =
  /^(?:G1|GenCollect|ParallelGC|Parallel|SerialCollect|CMS_|CollectFor|Shenandoah|X|Z|CGC_Operation|GenCollectFull|ScavengeRootsTask)/;
/** Reaching the safepoint longer than this is worth an event also for a collection. */
const longSyncMs = 50;

const safepoint = ascii('Safepoint "');
const total = ascii('Total: ');
const reaching = ascii('Reaching safepoint: ');
const stopped = ascii('Total time for which application threads were stopped: ');
const stopping = ascii(' seconds, Stopping threads took: ');
const nothing = ['Application time: ', 'Entering safepoint region: ', 'Leaving safepoint region'].map(ascii);

const operationNamed = readOnce((name) => ({ name, isCollection: collections.test(name) }));

const milliseconds = (seconds: number): number => Math.round(seconds * 1e7) / 1e4;

const after = (bytes: Uint8Array, word: Uint8Array, from: number, to: number): number => {
  const at = find(bytes, word, from, to);
  return at === -1 ? Number.NaN : numberAt(bytes, at + word.length);
};

/** Of a safepoint for a collection only the time to reach it, where that is long. */
export const besideCollection = (times: SafepointTimes): SafepointTimes | 'nothing' => {
  const { durationMs, syncMs = 0 } = times;
  if (!(syncMs >= longSyncMs)) return 'nothing';
  return { syncMs, durationMs: syncMs, phase: 'reaching it', endedBeforeMs: Math.max(0, durationMs - syncMs) };
};

/** Hands on the time at a safepoint as an event that ends where it ended. */
export const addSafepoint = (writer: EventWriter, event: OpenEvent, times: SafepointTimes): void => {
  const { endedBeforeMs = 0, ...own } = times;
  const made = Object.assign(event, own);
  made.clockAtEnd = true;
  writer.add(made);
  // After its line was put in order by its own clock.
  if (made.uptimeMs !== undefined) made.uptimeMs -= endedBeforeMs;
  if (made.atMs !== undefined) made.atMs -= endedBeforeMs;
};

/** `Safepoint "Cleanup", Time since last: 1 ns, Reaching safepoint: 1 ns, At safepoint: 1 ns, Total: 1 ns`: JDK 14 and later, runtime/safepoint.cpp. */
const named = (bytes: Buffer, from: number, to: number): SafepointTimes | 'nothing' | undefined => {
  const nameFrom = from + safepoint.length;
  let nameTo = nameFrom;
  while (nameTo < to && bytes[nameTo] !== 34) nameTo++;
  const durationMs = after(bytes, total, nameTo, to) / 1e6;
  const syncMs = after(bytes, reaching, nameTo, to) / 1e6;
  if (Number.isNaN(durationMs)) return undefined;
  const operation = operationNamed(bytes, nameFrom, nameTo);
  if (operation.isCollection) return besideCollection({ durationMs, syncMs });
  return { durationMs, ...(Number.isNaN(syncMs) ? {} : { syncMs }), cause: operation.name };
};

/**
 * `Total time for which application threads were stopped: 0.01 seconds, Stopping threads took: 0.0001 seconds`: JDK 8 with
 * -XX:+PrintGCApplicationStoppedTime, JDK 9 to 13 with -Xlog:safepoint (services/runtimeService.cpp).
 */
const stoppedFor = (bytes: Buffer, from: number): SafepointTimes | undefined => {
  const durationMs = milliseconds(numberAt(bytes, from + stopped.length));
  if (Number.isNaN(durationMs)) return undefined;
  const stoppingAt = lastEnd();
  const syncMs = isAt(bytes, stoppingAt, stopping)
    ? milliseconds(numberAt(bytes, stoppingAt + stopping.length))
    : Number.NaN;
  return { durationMs, ...(Number.isNaN(syncMs) ? {} : { syncMs }) };
};

/** What a line about a safepoint says. `nothing`: known, adds nothing. */
export const safepointLine = (bytes: Buffer, from: number, to: number): SafepointTimes | 'nothing' | undefined => {
  if (isAt(bytes, from, safepoint)) return named(bytes, from, to);
  if (isAt(bytes, from, stopped)) return stoppedFor(bytes, from);
  return nothing.some((words) => isAt(bytes, from, words)) ? 'nothing' : undefined;
};
