import type { Frame } from '../../model/thread-dump.ts';

/**
 * A test for frames from entries `SimpleClass.method`: packages are left out, so that shaded copies match. `Class.*` is any
 * method, `Class.get*` a method that begins so; `$#` stands for the number of an anonymous class.
 */
export const frameMatch = (entries: readonly string[]): ((frame: Frame) => boolean) => {
  const methods = new Map<string, string[]>();
  for (const entry of entries) {
    const dot = entry.lastIndexOf('.');
    const known = methods.get(entry.slice(0, dot));
    if (known === undefined) methods.set(entry.slice(0, dot), [entry.slice(dot + 1)]);
    else known.push(entry.slice(dot + 1));
  }
  return ({ className, method }) =>
    methods
      .get(simpleName(className))
      ?.some((wanted) => (wanted.endsWith('*') ? method.startsWith(wanted.slice(0, -1)) : method === wanted)) === true;
};

const simpleNames = new Map<string, string>();

/** The class without its package, numbers of anonymous classes as `#`: `QueuedThreadPool$#`. */
export const simpleName = (className: string): string => {
  const before = simpleNames.get(className);
  if (before !== undefined) return before;
  const name = className.slice(className.lastIndexOf('.') + 1).replace(/\$\d+/g, '$#');
  if (simpleNames.size > 50_000) simpleNames.clear();
  simpleNames.set(className, name);
  return name;
};
