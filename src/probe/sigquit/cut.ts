/** A dump found in what a JVM wrote to its stdout. `threads`: every thread is there; `heap`: the summary behind them too. */
export type CutDump = { readonly bytes: Uint8Array; readonly end: 'cut' | 'threads' | 'heap' };

const latin1 = new TextDecoder('latin1');

/** The VM prints the time on a line of its own before the banner. */
const dateLine = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n$/;

/** From the line `Full thread dump ...` to the blank line behind the heap summary; lines of the application stay between. */
export const cutDump = (written: Uint8Array): CutDump | undefined => {
  // latin1: one character is one byte.
  const text = latin1.decode(written);
  const banner = /^.*Full thread dump/m.exec(text)?.index;
  if (banner === undefined) return undefined;
  const before = text.lastIndexOf('\n', banner - 2) + 1;
  const start = dateLine.test(text.slice(before, banner)) ? before : banner;
  const references = text.indexOf('JNI global ref', banner);
  if (references < 0) return { bytes: written.subarray(start), end: 'cut' };
  const heap = /^Heap\r?\n/m.exec(text.slice(references))?.index;
  const blank = heap === undefined ? -1 : text.indexOf('\n\n', references + heap);
  if (blank < 0) return { bytes: written.subarray(start), end: 'threads' };
  return { bytes: written.subarray(start, blank + 2), end: 'heap' };
};
