import type { Stack, Thread, ThreadDump } from '../../model/thread-dump.ts';

/** Two FNV-1a sums with different starts: 64 bits together, so that dumps that differ do not meet by accident. */
type Sum = readonly [number, number];

const prime = 0x01000193;
const start: Sum = [0x811c9dc5, 0x2f0b4c47];

const add = ([a, b]: Sum, text: string): Sum => {
  let first = a;
  let second = b;
  for (let i = 0; i <= text.length; i++) {
    // The end of the text counts as well: "ab" and "c" are not "a" and "bc".
    const code = i === text.length ? 0x10ffff : text.charCodeAt(i);
    first = Math.imul(first ^ code, prime);
    second = Math.imul(second ^ (code + 1), prime);
  }
  return [first, second];
};

const sums = new WeakMap<Stack, Sum>();

const stackSum = (stack: Stack): Sum => {
  const before = sums.get(stack);
  if (before !== undefined) return before;
  let sum = start;
  for (const { className, method, location } of stack.frames) sum = add(sum, `${className}.${method}(${location})`);
  sums.set(stack, sum);
  return sum;
};

const threadText = (thread: Thread): string => {
  const { name, id, tid, nativeId, cpuMs, elapsedMs, state, stack, locks } = thread;
  const held = locks.map(({ kind, address, frame }) => `${kind} ${address} ${frame}`).join();
  return [name, id, tid, nativeId, cpuMs, elapsedMs, state, held, ...stackSum(stack)].join('\0');
};

/** A text that is the same for dumps taken at the same time with the same threads doing the same, however often they are read. */
export const contentOf = (dump: ThreadDump): string => {
  let sum = start;
  for (const thread of dump.threads) sum = add(sum, threadText(thread));
  return [dump.takenAtMs, dump.format, dump.threads.length, dump.deadlocks.length, ...sum].join(' ');
};
