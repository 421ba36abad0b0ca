import type { Stack } from '../../model/thread-dump.ts';

/** Methods of java.lang.VirtualThread that stand on the virtual thread's own stack; `runContinuation` stands on the carrier's. */
const ownMethods = new Set(['run', 'park', 'parkNanos', 'parkOnCarrierThread', 'yieldContinuation', 'sleepNanos']);

/** JDK 21 to 23 do not mark virtual threads in JSON: their stacks tell them. */
export const runsVirtualThread = (stack: Stack): boolean =>
  stack.frames.some((frame) => frame.className === 'java.lang.VirtualThread' && ownMethods.has(frame.method));
