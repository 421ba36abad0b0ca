import type { Frame, Stack } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';

/** Kept frames or stacks above which the earlier ones are forgotten: bounds memory where nothing repeats. */
const maxKept = 200_000;

/** Shares one Stack among threads whose frames read the same, so that grouping by identity is grouping by stack. */
export type StackPool = {
  /** `frames` are the raw texts from the top; one that `parse` refuses is left out and counted by `onUnknown`. */
  readonly stack: (
    frames: readonly string[],
    parse: (text: string) => Frame | undefined,
    onUnknown?: () => void,
  ) => Stack;
};

export const stackPool = (): StackPool => {
  const frames = new Map<string, Frame | undefined>();
  const stacks = new Map<string, { stack: Stack; unknown: number }>();
  const read = (texts: readonly string[], parse: (text: string) => Frame | undefined) => {
    const found: Frame[] = [];
    for (const text of texts) {
      let frame = frames.get(text);
      if (frame === undefined && !frames.has(text)) {
        const own = detached(text);
        frame = parse(own);
        frames.set(own, frame);
      }
      if (frame !== undefined) found.push(frame);
    }
    return { stack: { frames: found }, unknown: texts.length - found.length };
  };
  return {
    stack: (texts, parse, onUnknown) => {
      if (stacks.size > maxKept || frames.size > maxKept) {
        stacks.clear();
        frames.clear();
      }
      const key = texts.join('\n');
      let known = stacks.get(key);
      if (known === undefined) {
        known = read(texts, parse);
        stacks.set(key, known);
      }
      for (let i = 0; i < known.unknown; i++) onUnknown?.();
      return known.stack;
    },
  };
};
