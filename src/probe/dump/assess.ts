const latin1 = new TextDecoder('latin1');

const banner = 'Full thread dump';
const endMark = 'JNI global ref';
/** The deadlock section, a heap summary and held synchronizers can follow the end mark. */
const tailBytes = 8 * 1024 * 1024;

/** What is missing of a HotSpot dump: its banner in the first lines, the line on JNI references after the last thread. */
export const assessDump = (dump: Uint8Array): readonly string[] => {
  if (!latin1.decode(dump.subarray(0, 4096)).includes(banner)) return ['this does not begin like a thread dump'];
  const tail = latin1.decode(dump.subarray(Math.max(0, dump.length - tailBytes)));
  return tail.includes(endMark) ? [] : ['the dump is cut: the line on JNI references that ends its threads is missing'];
};
