import type { FirstPass } from '../index/first-pass.ts';
import type { SizedClass } from '../index/layout.ts';
import type { Numbering } from '../index/pages.ts';
import { highOf, lowOf } from '../records/id.ts';

/** What stands for a line number: none, none known, compiled, native. Source: hprof_b_spec.h. */
const noLine = 0;
const nativeLine = -3;

/** The stacks of the threads, by thread object. */
export const threadStacks = (
  first: FirstPass,
  numbers: Numbering,
  classes: readonly SizedClass[],
): ReadonlyMap<number, readonly string[]> => {
  const text = (id: number): string | undefined => first.strings.text(highOf(id), lowOf(id));
  const frameText = (id: number): string => {
    const frame = first.frames.get(id);
    if (frame === undefined) return '?';
    const owner = classes[first.classSerials.get(frame.classSerial) ?? 0]?.name ?? 'unknown';
    const source = text(frame.source);
    const place =
      frame.line === nativeLine
        ? 'Native Method'
        : source === undefined
          ? 'Unknown Source'
          : frame.line > noLine
            ? `${source}:${frame.line}`
            : source;
    return `${owner}.${text(frame.method) ?? '?'}(${place})`;
  };
  const stacks = new Map<number, readonly string[]>();
  for (const { address, trace } of first.threads.values()) {
    const object = numbers.numberAt(highOf(address), lowOf(address));
    const frames = first.traces.get(trace)?.frames ?? [];
    if (object >= 0) stacks.set(object, frames.map(frameText));
  }
  return stacks;
};
