import type { GcChange, GcEvent } from '../../model/gc-series.ts';

/** A line of the history: `3STHSTTYPE     11:10:20:482781091 GMT j9mm.51 -   SystemGC end: newspace=...`. */
export type HistoryLine = { readonly timeOfDayMs: number; readonly text: string; readonly line: number };

const shape = /^\s*3STHSTTYPE\s+(\d\d):(\d\d):(\d\d):(\d{9}) GMT j9mm\.\d{1,4} -\s+(.*?)\s*$/;

export const historyLine = (text: string, line: number): HistoryLine | undefined => {
  const found = shape.exec(text);
  if (found === null) return undefined;
  const [hours, minutes, seconds, nanos] = found.slice(1, 5).map(Number) as [number, number, number, number];
  return { timeOfDayMs: ((hours * 60 + minutes) * 60 + seconds) * 1000 + nanos / 1e6, text: found[5] ?? '', line };
};

const dayMs = 86_400_000;

/** What is in use of a space that is told as free and whole: `oldspace=340051280/801701888`. */
const spaceAfter = (text: string, name: 'newspace' | 'oldspace' | 'memory'): GcChange | undefined => {
  const found = new RegExp(`\\b${name}=(\\d{1,16})/(\\d{1,16})`).exec(text);
  const [free, whole] = [Number(found?.[1]), Number(found?.[2])];
  return found === null || free > whole ? undefined : { afterBytes: whole - free, capacityBytes: whole };
};

const spaces = (text: string): Pick<GcEvent, 'young' | 'old' | 'heap'> => {
  const [young, old] = [spaceAfter(text, 'newspace'), spaceAfter(text, 'oldspace')];
  const heap =
    young?.afterBytes === undefined || old?.afterBytes === undefined
      ? undefined
      : {
          afterBytes: young.afterBytes + old.afterBytes,
          capacityBytes: (young.capacityBytes ?? 0) + (old.capacityBytes ?? 0),
        };
  return {
    ...(young === undefined ? {} : { young }),
    ...(old === undefined ? {} : { old }),
    ...(heap === undefined ? {} : { heap }),
  };
};

type Open = { readonly atMs: number; readonly line: number };

/**
 * The collections of a history, oldest first; `dumpAtMs`: when the javacore was made, epoch ms, to know the day. The history is written newest
 * first and goes back over midnight. One whose start is no longer in it is taken from the first line that is.
 */
export const eventsOf = (newestFirst: readonly HistoryLine[], dumpAtMs: number | undefined): readonly GcEvent[] => {
  const events: GcEvent[] = [];
  let day = 0;
  let later = Number.POSITIVE_INFINITY;
  const timed = newestFirst
    .map((each) => {
      if (each.timeOfDayMs > later) day -= dayMs;
      later = each.timeOfDayMs;
      return { ...each, atMs: day + each.timeOfDayMs };
    })
    .reverse();
  const newest = timed.at(-1)?.atMs ?? 0;
  const midnight = dumpAtMs === undefined ? undefined : Math.floor((dumpAtMs - newest) / dayMs) * dayMs;
  let world: Open | undefined;
  let global: Open | undefined;
  let local: Open | undefined;

  const add = (
    event: Pick<GcEvent, 'kind' | 'cause' | 'phase'>,
    from: Open,
    atMs: number,
    line: number,
    text: string,
  ) => {
    events.push({
      ...event,
      ...(midnight === undefined ? {} : { atMs: midnight + from.atMs }),
      durationMs: atMs - from.atMs,
      ...spaces(text),
      line: Math.min(from.line, line),
      endLine: Math.max(from.line, line),
    });
  };

  for (const { text, atMs, line } of timed) {
    const here = { atMs, line };
    if (/^(?:SystemGC start|Exclusive access)\b/.test(text)) world ??= here;
    else if (text.startsWith('GlobalGC start')) global = here;
    else if (text.startsWith('LocalGC start')) local = here;
    else if (text.startsWith('LocalGC end') && local !== undefined) {
      add({ kind: 'young', cause: 'Allocation Failure' }, local, atMs, line, text);
      local = undefined;
    } else if (/^(?:SystemGC end|Allocation failure end|Concurrent collection end)/.test(text)) {
      const from = world === undefined || (global !== undefined && global.atMs < world.atMs) ? global : world;
      if (global !== undefined && from !== undefined) {
        if (text.startsWith('SystemGC')) add({ kind: 'full', cause: 'System.gc()' }, from, atMs, line, text);
        else if (text.startsWith('Allocation'))
          add({ kind: 'full', cause: 'Allocation Failure' }, from, atMs, line, text);
        else add({ kind: 'pause', phase: 'Concurrent collection' }, from, atMs, line, text);
      }
      [world, global] = [undefined, undefined];
    }
  }
  return events;
};
