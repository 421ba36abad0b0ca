import { numberAt } from './number.ts';
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

const after = (message: string, word: string): number => {
  const at = message.indexOf(word);
  return at === -1 ? Number.NaN : numberAt(message, at + word.length);
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

/**
 * The safepoint lines of JDK 8 to 27: `Safepoint "Cleanup", Time since last: 1 ns, Reaching safepoint: 1 ns, At safepoint: 1 ns, Total: 1 ns` and
 * `Total time for which application threads were stopped: 0.01 seconds, Stopping threads took: 0.0001 seconds`. `nothing`: known, adds nothing.
 */
export const safepointLine = (message: string): SafepointTimes | 'nothing' | undefined => {
  if (message.startsWith('Safepoint "')) {
    const cause = message.slice(11, message.indexOf('"', 11));
    const durationMs = after(message, 'Total: ') / 1e6;
    const syncMs = after(message, 'Reaching safepoint: ') / 1e6;
    if (Number.isNaN(durationMs)) return undefined;
    if (collections.test(cause)) return besideCollection({ durationMs, syncMs });
    return { durationMs, ...(Number.isNaN(syncMs) ? {} : { syncMs }), cause: ` ${cause}`.slice(1) };
  }
  if (message.startsWith('Total time for which application threads were stopped: ')) {
    const durationMs = Math.round(numberAt(message, 55) * 1e7) / 1e4;
    const syncMs = Math.round(after(message, 'Stopping threads took: ') * 1e7) / 1e4;
    return Number.isNaN(durationMs) ? undefined : { durationMs, ...(Number.isNaN(syncMs) ? {} : { syncMs }) };
  }
  return message.startsWith('Application time: ') ||
    message.startsWith('Entering safepoint region: ') ||
    message.startsWith('Leaving safepoint region')
    ? 'nothing'
    : undefined;
};
