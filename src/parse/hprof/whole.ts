/** Top-level tags after which a dump is whole: HEAP_DUMP of old JVMs, HEAP_DUMP_END after segments. Source: heapDumper.cpp. */
const heapDump = 0x0c;
const segment = 0x1c;
const heapDumpEnd = 0x2c;

const headLimit = 64;
const recordHead = 9;

/** What is wrong with a heap dump as a file; undefined: its header and its last record are there. */
export type WholeCheck = {
  /** Decoded bytes, in order. */
  readonly add: (bytes: Uint8Array) => void;
  readonly end: () => string | undefined;
};

/** Hops over the top-level records of a heap dump as its bytes come. */
export const wholeCheck = (): WholeCheck => {
  let head: Buffer = Buffer.alloc(0);
  let inHeader = true;
  let wrong: string | undefined;
  let skip = 0;
  let lastTag = 0;
  let records = 0;

  const header = (): boolean => {
    const zero = head.indexOf(0);
    if (!head.subarray(0, 13).toString('latin1').startsWith('JAVA PROFILE'.slice(0, head.length))) {
      wrong = 'it does not begin like a heap dump';
      return false;
    }
    if (zero < 0 && head.length > headLimit) wrong = 'its header is damaged';
    // Name, zero, size of ids, time.
    if (zero < 0 || head.length < zero + 13) return false;
    head = head.subarray(zero + 13);
    inHeader = false;
    return true;
  };

  return {
    add: (bytes) => {
      let at = Math.min(skip, bytes.length);
      skip -= at;
      while (at < bytes.length && wrong === undefined) {
        const wanted = inHeader ? headLimit + 32 : recordHead;
        const take = Math.min(bytes.length - at, wanted - head.length);
        head = Buffer.concat([head, bytes.subarray(at, at + take)]);
        at += take;
        if (inHeader && !header()) continue;
        while (head.length >= recordHead) {
          lastTag = head[0] ?? 0;
          records++;
          const length = head.readUInt32BE(5);
          head = head.subarray(recordHead);
          const here = Math.min(head.length, length);
          head = head.subarray(here);
          const there = Math.min(bytes.length - at, length - here);
          at += there;
          skip = length - here - there;
        }
      }
    },
    end: () => {
      if (wrong !== undefined) return wrong;
      if (inHeader) return 'it ends in its header';
      if (skip > 0 || head.length > 0) return 'it ends in the middle of a record';
      if (lastTag === heapDumpEnd || lastTag === heapDump) return undefined;
      if (records === 0 || lastTag !== segment) return 'it holds no objects';
      return 'the record that ends it is missing';
    },
  };
};
