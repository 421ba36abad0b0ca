import type { Frame } from '../../model/thread-dump.ts';

/** Loader and module before the class: `app//`, `java.base@17.0.19/`, `app/com.acme.core@1.2/`. A hidden class keeps its own slash. */
const classStart = (name: string): number => {
  let slash = name.lastIndexOf('/');
  // `Order$$Lambda/0x00007f8c3c000a00`, JDK 8 `Order$$Lambda$1/2093631819`: the part after the slash belongs to the class.
  const code = name.charCodeAt(slash + 1);
  if (slash > 0 && code >= 0x30 && code <= 0x39) slash = name.lastIndexOf('/', slash - 1);
  return slash + 1;
};

/** `java.base@17.0.19/Native Method`, `jdk.proxy2/Unknown Source`; a file name that is a path stays whole. */
const locationModule = /^[\w.-]+(?:@[^/]*)?\/(?=[^/]*$)/;

/**
 * One frame as a stack trace element prints it, in any of the layouts of JDK 6 to 27, without `at `:
 * `com.acme.A.b(A.java:1)`, `java.base/java.lang.Object.wait0(Native Method)`, `java.lang.Object.wait(java.base@17.0.19/Native Method)`.
 * Undefined when it is none.
 */
export const frameOf = (text: string): Frame | undefined => {
  const end = text.length - 1;
  if (text.charCodeAt(end) !== 0x29) return undefined;
  const open = text.lastIndexOf('(');
  const dot = text.lastIndexOf('.', open - 1);
  if (dot <= 0 || open - dot < 2) return undefined;
  const qualified = text.slice(0, dot);
  const className = qualified.slice(classStart(qualified));
  if (className === '') return undefined;
  const location = text.slice(open + 1, end);
  return {
    className,
    method: text.slice(dot + 1, open),
    location: location.includes('/') ? location.replace(locationModule, '') : location,
  };
};
