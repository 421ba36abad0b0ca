import type { Frame } from '../../model/thread-dump.ts';

/** `java/util/HashMap` -> `java.util.HashMap`; a hidden class keeps the slash before its address. */
const dotted = (name: string): string => name.replace(/\/(?!0x|\d)/g, '.');

/**
 * A 4XESTACKTRACE line without its tag and `at `: `java/lang/Object.wait(Object.java:201(Compiled Code))`,
 * `java.base@11.0.20/java/lang/Thread.run(Thread.java:857)`.
 */
export const javacoreFrame = (text: string): Frame | undefined => {
  const open = text.indexOf('(');
  const dot = text.lastIndexOf('.', open);
  if (dot <= 0 || open - dot < 2 || !text.endsWith(')')) return undefined;
  const qualified = text.slice(0, dot).replace(/^[\w.]+@[^/]*\//, '');
  const location = text
    .slice(open + 1, -1)
    .replace(/\(Compiled Code\)$/, '')
    .replace(/^[\w.]+@[^/]*\//, '');
  return { className: dotted(qualified), method: text.slice(dot + 1, open), location };
};

/** `java/lang/Object@0x00000000FFC5AE60` -> class and address, the address in lower case. */
export const javacoreLock = (text: string): { readonly address?: string; readonly className?: string } => {
  const at = text.lastIndexOf('@');
  if (at <= 0) return text === '' ? {} : { className: dotted(text) };
  return { address: text.slice(at + 1).toLowerCase(), className: dotted(text.slice(0, at)) };
};
