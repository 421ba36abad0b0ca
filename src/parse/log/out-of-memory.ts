import type { Found } from './found.ts';
import { numbersOf } from './found.ts';
import { isBare, isSpoken } from './spoken.ts';

/** HotSpot's and OpenJ9's messages of OutOfMemoryError, with the kind we name them by. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Java heap space/, 'java-heap-space'],
  [/^GC overhead limit exceeded/, 'gc-overhead'],
  [/^Requested array size exceeds VM limit/, 'array-size'],
  [/^Metaspace/, 'metaspace'],
  [/^Compressed class space/, 'compressed-class-space'],
  [/^PermGen space/, 'permgen'],
  [/^(?:Cannot reserve \d+ bytes of direct buffer memory|Direct buffer memory)/, 'direct-memory'],
  [/^Map failed/, 'map-failed'],
  [/Out of swap space|^native memory exhausted|\(Native method\)/i, 'native-memory'],
];

/** `java-heap-space` of the message `Java heap space`. */
export const outOfMemoryKind = (message: string | undefined): string => {
  if (message === undefined || message === '') return 'unknown';
  return kinds.find(([words]) => words.test(message))?.[1] ?? 'other';
};

/** JDK 14+: `Cannot reserve 1048576 bytes of direct buffer memory (allocated: 67108864, limit: 67108864)`. */
const direct = (message: string): Record<string, number> => {
  const found = /Cannot reserve (\d+) bytes of direct buffer memory \(allocated: (\d+), limit: (\d+)\)/.exec(message);
  return numbersOf({ requestedBytes: found?.[1], allocatedBytes: found?.[2], limitBytes: found?.[3] });
};

/** A native thread that could not be made is another matter, see native-thread.ts. */
const isNativeThread = (message: string): boolean =>
  /^(?:unable to create (?:new )?native thread|Failed to create a thread|pthread_create \()/i.test(message);

const threadBefore = (before: string): Record<string, string> => {
  const thread = /Exception in thread "(.*)" $/.exec(before)?.[1];
  return thread === undefined ? {} : { thread };
};

const contextChars = 400;

const error = /(?:java\.lang\.)?OutOfMemoryError(?![\w$.])/g;

const thrown = (text: string): Found | undefined => {
  for (const found of text.matchAll(error)) {
    if (!isSpoken(text, found.index)) continue;
    const before = text.slice(Math.max(0, found.index - contextChars), found.index);
    const after = text.slice(found.index + found[0].length);
    if (after.startsWith(': ')) {
      const message = after.slice(2);
      if (isNativeThread(message)) continue;
      return {
        index: found.index,
        values: { kind: outOfMemoryKind(message), ...direct(message), ...threadBefore(before) },
      };
    }
    if (!/^(?:\s*$| thrown from )/.test(after) || !isBare(text, found.index)) continue;
    const thread = /^ thrown from the UncaughtExceptionHandler in thread "(.{0,300})"/.exec(after)?.[1];
    return {
      index: found.index,
      values: { kind: 'unknown', ...(thread === undefined ? threadBefore(before) : { thread }) },
    };
  }
  return undefined;
};

/** hs_err: an event, and the counts since the start. */
const hsErrEvent = /Exception <a 'java\/lang\/OutOfMemoryError'(?:\{0x[0-9a-f]+\})?(?:: ([^>]{0,500}))?>/;
const hsErrCount = /^OutOfMemoryError (java_heap|class_metaspace|metaspace|array_size|gc_overhead)_errors=(\d{1,12})$/;

/** The head of a report, also on standard output. */
const hsErrHead = /^#\s{1,4}Native memory allocation \((?:mmap|malloc)\) failed to \w{1,12} \d{1,19} bytes/;

const hsErr = (text: string): Found | undefined => {
  if (hsErrHead.test(text)) return { index: 0, values: { kind: 'native-memory' } };
  const event = hsErrEvent.exec(text);
  if (event !== null && !isNativeThread(event[1] ?? ''))
    return { index: event.index, values: { kind: outOfMemoryKind(event[1]) } };
  const count = hsErrCount.exec(text.trim());
  if (count === null) return undefined;
  const kind = {
    java_heap: 'java-heap-space',
    class_metaspace: 'compressed-class-space',
    array_size: 'array-size',
    gc_overhead: 'gc-overhead',
  }[count[1] ?? ''];
  return { index: 0, values: { kind: kind ?? 'metaspace', errors: Number(count[2]) } };
};

/** The JVM threw, or hs_err recorded, an OutOfMemoryError of the heap, the metaspace or direct memory. */
export const outOfMemory = (text: string): Found | undefined => thrown(text) ?? hsErr(text);
