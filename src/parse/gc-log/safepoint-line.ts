import { numberAt } from './number.ts';

export type SafepointTimes = { readonly durationMs: number; readonly syncMs?: number; readonly cause?: string };

/** Operations that are collections: their pause stands on a line of its own. */
const collections =
  /^(?:G1|GenCollect|ParallelGC|Parallel|SerialCollect|CMS_|CollectFor|Shenandoah|X|Z|CGC_Operation|GenCollectFull|ScavengeRootsTask)/;
/** Reaching the safepoint longer than this is worth an event also for a collection. */
const longSyncMs = 50;

const after = (message: string, word: string): number => {
  const at = message.indexOf(word);
  return at === -1 ? Number.NaN : numberAt(message, at + word.length);
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
    if (collections.test(cause) && !(syncMs >= longSyncMs)) return 'nothing';
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
