import type { FrameLock, Thread, ThreadState } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';
import { lockIdentity } from '../thread/identity.ts';

/** `#22 "name" virtual` (JDK 21), `#22 "name" virtual WAITING 2026-11-20T10:50:01.770340831Z` (24+). The name may hold anything. */
const header =
  /^#(\d{1,16}) "([\s\S]*)"( virtual)?(?: (NEW|RUNNABLE|BLOCKED|WAITING|TIMED_WAITING|TERMINATED) \d{4}-\d\d-\d\dT[\d:.]+Z)?$/;

export type ThreadHeader = Pick<Thread, 'name' | 'kind' | 'daemon' | 'id'> & { readonly state?: ThreadState };

/** Undefined when the line is no thread header, or only the start of one whose name goes on in the next line. */
export const threadHeader = (line: string): ThreadHeader | undefined => {
  const found = header.exec(line);
  if (found === null) return undefined;
  const [, id, name = '', virtual, state] = found;
  return {
    name: detached(name),
    kind: virtual === undefined ? 'platform' : 'virtual',
    id: Number(id),
    daemon: virtual !== undefined,
    ...(state === undefined ? {} : { state: state as ThreadState }),
  };
};

/** A line that begins a header, whole or not. */
export const beginsHeader = (line: string): boolean => /^#\d{1,16} "/.test(line);

/** The frame's text, from `    at com.acme.A.b(A.java:1)` (24+) or six blanks and the frame (21). */
export const frameText = (line: string): string | undefined => {
  if (line.startsWith('    at ')) return line.slice(7);
  return /^ {6}\S/.test(line) ? line.slice(6) : undefined;
};

const lockKinds: Readonly<Record<string, FrameLock['kind']>> = {
  locked: 'locked',
  'parking to wait for': 'parking',
  'waiting to lock': 'waiting-to-lock',
  'waiting on': 'waiting-on',
};

/** `owner`: id of the thread that holds the lock parked on (JDK 27). */
export type TextLock = { readonly lock: FrameLock; readonly owner?: number };

/** `    - locked <java.lang.Object@4211ce0d>`, `    - parking to wait for <..>, owner #35`, `    - lock is eliminated`. */
export const lockLine = (line: string, frame: number): TextLock | undefined => {
  if (line === '    - lock is eliminated') return { lock: { kind: 'eliminated', frame } };
  const found = /^ {4}- (locked|parking to wait for|waiting to lock|waiting on) <(.*)>(?:, owner #(\d{1,16}))?$/.exec(
    line,
  );
  const kind = lockKinds[found?.[1] ?? ''];
  if (found === null || kind === undefined) return undefined;
  const lock = { kind, ...lockIdentity(detached(found[2] ?? '')), frame };
  return found[3] === undefined ? { lock } : { lock, owner: Number(found[3]) };
};
