import type { LockLine } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';
import type { Interning } from './interning.ts';

/** An object as a dump names it. `address` is a heap address, or the identity hash in `Object@1b2c3d`. */
export type ObjectRef = { readonly address?: string; readonly className?: string };

const reference = (address: string | undefined, className: string | undefined, interning: Interning): ObjectRef => ({
  ...(address === undefined ? {} : { address: detached(address) }),
  ...(className === undefined ? {} : { className: interning.text(className) }),
});

/** The serviceability agent writes `java/lang/Object`. Hidden classes keep their one slash before a number. */
const dotted = (className: string): string => className.replace(/\/(?!\d|0x)/g, '.');

/**
 * `<0x00000000fed5e8b8> (a java.lang.Object)`, `<no object reference available>`, `<9fffffff59c52280> (a [I)`,
 * `java.util.TaskQueue@7311acb7`; undefined when the text at `from` is none of these.
 */
export const objectRef = (text: string, from: number, interning: Interning): ObjectRef | undefined => {
  if (text.charCodeAt(from) === 60) {
    const close = text.indexOf('>', from);
    if (close === -1) return undefined;
    const inside = text.slice(from + 1, close);
    const a = text.indexOf('(a', close);
    const end = text.lastIndexOf(')');
    const className = a === -1 || end < a + 4 ? undefined : dotted(text.slice(a + 3, end));
    return reference(/^(?:0x)?[0-9a-f]+$/.test(inside) ? inside : undefined, className, interning);
  }
  const at = text.indexOf('@', from);
  if (at <= from) return undefined;
  const word = /^[^\s@]+@([0-9a-f]+)/.exec(text.slice(from));
  if (word === null) return undefined;
  return reference(word[1], dotted(text.slice(from, at)), interning);
};

/** The words before the object, longest first where one begins another. */
const words: readonly (readonly [string, LockLine['kind']])[] = [
  ['waiting to re-lock in wait()', 'waiting-to-relock'],
  ['waiting to lock', 'waiting-to-lock'],
  ['waiting on', 'waiting-on'],
  ['parking to wait for', 'parking'],
  ['blocked on', 'waiting-to-lock'],
  ['locked', 'locked'],
  ['Locked', 'locked'],
  ['eliminated', 'eliminated'],
];

const classInit = 'waiting on the Class initialization monitor for ';
const released = /^waiting for (.+)@\d+ to release lock on (?=<)/;

/** A lock line and, where the format names it, the thread that holds what is wanted. */
export type ReadLock = { readonly lock: LockLine; readonly owner?: { readonly id?: number; readonly name?: string } };

/** `owned by "worker-1" Id=5` of ThreadInfo, `owned by "worker-1" t@5` of VisualVM. */
export const owner = (text: string): ReadLock['owner'] => {
  const start = text.indexOf(' owned by "');
  const end = text.lastIndexOf('"');
  if (start === -1 || end < start + 11) return undefined;
  const id = /^(?: Id=| t@)(\d+)/i.exec(text.slice(end + 1));
  const name = text.slice(start + 11, end);
  return id === null ? { name } : { name, id: Number(id[1]) };
};

/** Reads the text after the dash of a lock line. */
export const lockLine = (text: string, interning: Interning): ReadLock | undefined => {
  if (text.startsWith(classInit)) {
    return { lock: { kind: 'class-init', className: interning.text(text.slice(classInit.length).trim()) } };
  }
  for (const [word, kind] of words) {
    if (!text.startsWith(word)) continue;
    let from = word.length;
    while (text.charCodeAt(from) === 32) from++;
    const object = objectRef(text, from, interning);
    if (object === undefined) return undefined;
    const holder = owner(text);
    return holder === undefined ? { lock: { kind, ...object } } : { lock: { kind, ...object }, owner: holder };
  }
  const debugged = released.exec(text);
  if (debugged === null) return undefined;
  const object = objectRef(text, debugged[0].length, interning) ?? {};
  return { lock: { kind: 'waiting-to-lock', ...object }, owner: { name: interning.text(debugged[1] as string) } };
};
