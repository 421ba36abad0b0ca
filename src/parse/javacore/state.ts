import type { Stack, ThreadState } from '../../model/thread-dump.ts';

/**
 * Bits of `vm thread flags` (J9VMThread publicFlags) as seen in javacores of Java 6 to 12; newer ones keep the timed and
 * parked bits elsewhere, then the frames decide.
 */
const waitingBit = 0x100;
const sleepingBit = 0x400;
const timedBit = 0x80000;

const timedMethods = new Set(['sleep', 'sleepImpl', 'sleepNanos', 'parkNanos', 'parkUntil']);

/** True, false, or undefined when neither the flags nor the frames say whether the wait has a time limit. */
const isTimed = (flags: number | undefined, stack: Stack): boolean | undefined => {
  if (flags !== undefined && (flags & (timedBit | sleepingBit)) !== 0) return true;
  const above = stack.frames.slice(0, 4);
  if (above.some((frame) => timedMethods.has(frame.method) && frame.className.startsWith('java.'))) return true;
  if (above.some((frame) => frame.method === 'park' && frame.className === 'java.util.concurrent.locks.LockSupport'))
    return false;
  return flags !== undefined && (flags & waitingBit) !== 0 ? false : undefined;
};

/** The Java state of `state:R|B|CW|P|S|Z`; undefined when waiting with and without a limit cannot be told apart. */
export const javaState = (letters: string, flags: number | undefined, stack: Stack): ThreadState | undefined => {
  if (letters === 'R' || letters === 'S') return 'RUNNABLE';
  if (letters === 'B') return 'BLOCKED';
  if (letters === 'Z') return 'TERMINATED';
  if (letters !== 'CW' && letters !== 'P') return undefined;
  const timed = isTimed(flags, stack);
  return timed === undefined ? undefined : timed ? 'TIMED_WAITING' : 'WAITING';
};

/** `state:` in words, for the state text. */
export const stateWords: Readonly<Record<string, string>> = {
  R: 'runnable',
  B: 'blocked',
  CW: 'condition wait',
  P: 'parked',
  S: 'suspended',
  Z: 'zombie',
};
