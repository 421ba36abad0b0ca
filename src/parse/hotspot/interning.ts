import type { Frame, Stack } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';

/** Kept texts above which the ones of earlier dumps are forgotten; a JVM with 30,000 threads stays below. */
const maxTexts = 200_000;
/** Kept stacks above which earlier ones are forgotten: bounds memory on files with no repetition. */
const maxStacks = 200_000;

export type InternedFrame = { readonly frame: Frame; readonly id: number };

/** Equal texts, frames and stacks of one read become one object, so that many dumps cost little more than one. */
export type Interning = {
  /** A shared copy that holds no memory of the block the text was cut from. */
  readonly text: (text: string) => string;
  readonly frame: (frame: Frame) => InternedFrame;
  /** `hash` must depend on the frames only. The array is copied when it is new. */
  readonly stack: (frames: readonly Frame[], hash: number) => Stack;
  /** Called between dumps: forgets when too much was kept. */
  readonly trim: () => void;
};

const sameFrames = (a: readonly Frame[], b: readonly Frame[]): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

export const interning = (): Interning => {
  const texts = new Map<string, string>();
  const frames = new Map<string, InternedFrame>();
  const stacks = new Map<number, Stack[]>();
  let stackCount = 0;
  let nextId = 1;
  const text = (value: string): string => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    const copy = detached(value);
    texts.set(copy, copy);
    return copy;
  };
  return {
    text,
    frame: ({ className, method, location }) => {
      const key = `${className}\n${method}\n${location}`;
      const known = frames.get(key);
      if (known !== undefined) return known;
      const frame = { className: text(className), method: text(method), location: text(location) };
      const interned = { frame, id: nextId++ };
      frames.set(detached(key), interned);
      return interned;
    },
    stack: (list, hash) => {
      const bucket = stacks.get(hash);
      if (bucket !== undefined) {
        for (const stack of bucket) if (sameFrames(stack.frames, list)) return stack;
      }
      const stack: Stack = { frames: list.slice() };
      if (bucket === undefined) stacks.set(hash, [stack]);
      else bucket.push(stack);
      stackCount++;
      return stack;
    },
    trim: () => {
      if (texts.size > maxTexts) texts.clear();
      if (stackCount > maxStacks || frames.size > maxStacks) {
        stacks.clear();
        frames.clear();
        stackCount = 0;
      }
    },
  };
};
