import type { Found } from './found.ts';

/**
 * `CodeCache is full. Compiler has been disabled.`, from JDK 9 on also of a part, `CodeHeap 'non-profiled nmethods' is full.` (HotSpot,
 * compileBroker.cpp and codeCache.cpp: a warning on stdout, or at the tag `codecache`).
 */
const full = /(?:CodeCache|CodeHeap '([\w -]{1,40})') is full\. Compiler has been disabled/;

/** The JVM stopped compiling because no compiled code fits any more. */
export const codeCacheFull = (text: string): Found | undefined => {
  const found = full.exec(text);
  if (found === null) return undefined;
  return { index: found.index, values: found[1] === undefined ? {} : { part: found[1] } };
};
