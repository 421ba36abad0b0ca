import { type Found, numbersOf } from './found.ts';
import { isSpoken, thrownAt } from './spoken.ts';

const exceptions = /(?:Rejected(?:Execution)?|TaskRejected)Exception/g;

/** ThreadPoolExecutor.toString(): `[Running, pool size = 4, active threads = 4, queued tasks = 10, completed tasks = 5]`. */
const state =
  /\[(Running|Shutting down|Terminated), pool size = (\d{1,9}), active threads = (\d{1,9}), queued tasks = (\d{1,9})/;

/** Dubbo: `Thread pool is EXHAUSTED! Thread Name: x, Pool Size: 200 (active: 200, core: 200, max: 200, ...), Task: ...`. */
const dubbo = /Thread pool is EXHAUSTED!/;

/** A thread pool refused work because its queue was full. A pool that was shut down refuses, too, and is not meant. */
export const queueFull = (text: string): Found | undefined => {
  const exhausted = dubbo.exec(text);
  if (exhausted !== null && isSpoken(text, exhausted.index)) {
    const found = /Pool Size: (\d{1,9}) \(active: (\d{1,9})/.exec(text.slice(exhausted.index, exhausted.index + 600));
    return { index: exhausted.index, values: numbersOf({ size: found?.[1], active: found?.[2] }) };
  }
  const thrown = thrownAt(text, exceptions);
  if (thrown === undefined) return undefined;
  const found = state.exec(text.slice(thrown.index, thrown.index + 2000));
  // Without the pool's state the words say nothing of a full queue: a client or a shut down pool refuses alike.
  if (found?.[1] !== 'Running') return undefined;
  return { index: thrown.index, values: numbersOf({ size: found[2], active: found[3], queued: found[4] }) };
};
