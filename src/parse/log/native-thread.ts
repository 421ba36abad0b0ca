import type { Found } from './found.ts';
import { isLogEntry, isSpoken } from './spoken.ts';

/** The words of HotSpot 6 to 8 (`new`) and 9 to 27, which add the second half. */
const unable =
  /[Uu]nable to create (?:new )?native thread(: possibly out of memory or process\/resource limits reached)?/g;

/** Said by an OutOfMemoryError, in full, or alone at the end of a log entry. Patterns, documents and settings are none of these. */
const outOfMemory = (text: string): Found | undefined => {
  for (const found of text.matchAll(unable)) {
    const before = text.slice(Math.max(0, found.index - 400), found.index);
    const match = /(?:java\.lang\.)?OutOfMemoryError: $/.exec(before);
    const error = match === null ? undefined : found.index - match[0].length;
    if (error !== undefined ? isSpoken(text, error) : found[1] !== undefined && isSpoken(text, found.index))
      return { index: error ?? found.index, values: threadOf(before) };
    const after = text.slice(found.index + found[0].length);
    if (
      error === undefined &&
      isSpoken(text, found.index) &&
      /^[.!\])"'}\s]*$/.test(after) &&
      (found.index === 0 || isLogEntry(text))
    )
      return { index: found.index, values: threadOf(before) };
  }
  return undefined;
};

/** The thread that died of it: `Exception in thread "main" java.lang...`. */
const threadOf = (before: string): Found['values'] => {
  const thread = /Exception in thread "(.{0,300})" (?:java\.lang\.)?(?:OutOfMemoryError: )?$/.exec(before)?.[1];
  return thread === undefined ? {} : { thread };
};

/**
 * What the VM itself prints: `Failed to start thread "GC Thread#0" - pthread_create failed (EAGAIN)`, the line after it
 * with the Java thread's name, `Cannot create worker GC thread. Out of system resources.` (stderr, hs_err), Android's
 * `pthread_create (1040KB stack) failed: Try again`, and OpenJ9's `Failed to create a thread: retVal -1073741830, errno 11`. EPERM (a seccomp profile) is not exhaustion.
 */
const byVm = [
  /Failed to start thread(?: \\?"(?<thread>.{0,300}?)\\?")? - (?:pthread_create|_beginthreadex) failed \((?:EAGAIN|ENOMEM)\)(?: for attributes: stacksize: (?<stackKb>\d{1,9})k)?/,
  /pthread_create failed \((?:EAGAIN|ENOMEM)\)/,
  /Failed to start the native thread for java\.lang\.Thread "(?<thread>.{0,300})"\s*$/,
  /Failed to start the native thread for java\.lang\.Thread \\?"(?<thread>.{0,300}?)\\?"(?=[\s"',}]|$)/,
  /(?:java\.lang\.)?OutOfMemoryError: pthread_create \((?<kb>\d{1,7})KB stack\) failed: (?:Try again|Out of memory)/,
  /Cannot create (?:worker GC|GC|VM|worker) thread(?![a-z])(?:\. Out of (?:system resources|swap space))?/,
  /Failed to create a thread: retVal -?\d+, errno \d+/,
];

/** The operating system refused a new thread. */
export const nativeThreadExhausted = (text: string): Found | undefined => {
  const found = outOfMemory(text);
  if (found !== undefined) return found;
  for (const pattern of byVm) {
    const match = pattern.exec(text);
    if (match === null || !isSpoken(text, match.index)) continue;
    const { thread, stackKb = match.groups?.['kb'] } = match.groups ?? {};
    return {
      index: match.index,
      values: {
        ...(thread === undefined || thread === '' || thread === 'Unknown thread' ? {} : { thread }),
        ...(stackKb === undefined ? {} : { stackSizeBytes: Number(stackKb) * 1024 }),
      },
    };
  }
  return undefined;
};
