import type { ByteSource } from '../../src/model/byte-source.ts';

/** What a value of a field may be: an object of the heap, null, or a number with its type. */
type Value = number | null | { readonly int: number } | { readonly long: bigint } | { readonly boolean: boolean };

export type HprofOptions = {
  readonly idBytes?: 4 | 8;
  /** Heap segments of at most so many bytes; 0: one HEAP_DUMP record. */
  readonly segmentBytes?: number;
  readonly base?: number;
};

const typeOf = (value: Value): number =>
  value === null || typeof value === 'number' ? 2 : 'int' in value ? 10 : 'long' in value ? 11 : 4;

/**
 * Writes the bytes of a heap dump, record by record, as HotSpot does:
 *
 *   const heap = hprof();
 *   const node = heap.class('Node', { next: null });
 *   const first = heap.object(node, { next: heap.object(node, {}) });
 *   heap.root(first);
 *   readGraph(heap.source());
 */
export const hprof = ({ idBytes = 8, segmentBytes = 1 << 16, base = 0x7_0000_0000 }: HprofOptions = {}) => {
  const strings: Buffer[] = [];
  const loads: Buffer[] = [];
  const others: Buffer[] = [];
  const heap: Buffer[] = [];
  const roots: Buffer[] = [];
  const classes = new Map<
    number,
    { readonly name: string; readonly fields: readonly (readonly [string, number])[]; readonly superclass: number }
  >();
  let nextString = 1;
  let serial = 1;
  let address = idBytes === 4 ? 0x1000_0000 : base;

  const u1 = (value: number) => Buffer.from([value]);
  const u2 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
  const u4 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value >>> 0);
    return bytes;
  };
  const id = (value: number) => {
    const bytes = Buffer.alloc(idBytes);
    if (idBytes === 4) bytes.writeUInt32BE(value >>> 0);
    else bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
  };
  const record = (tag: number, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([u1(tag), u4(0), u4(body.length), body]);
  };
  const string = (text: string): number => {
    strings.push(record(0x01, id(nextString), Buffer.from(text)));
    return nextString++;
  };
  const place = (bytes: number): number => {
    const at = address;
    address += Math.ceil(bytes / 8) * 8;
    return at;
  };
  const bytesOf = (value: Value): Buffer => {
    if (value === null || typeof value === 'number') return id(value ?? 0);
    if ('int' in value) return u4(value.int);
    if ('boolean' in value) return u1(value.boolean ? 1 : 0);
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value.long);
    return bytes;
  };

  const dsl = {
    /** Where the next object will stand. */
    next: () => address,
    /** Leaves room before the next object. */
    skip: (bytes: number) => void place(bytes),
    class: (
      name: string,
      fields: Readonly<Record<string, Value>> = {},
      more: {
        readonly superclass?: number;
        readonly loader?: number;
        readonly statics?: Readonly<Record<string, Value>>;
        readonly root?: boolean;
      } = {},
    ): number => {
      const at = place(8 + 8 * Object.keys(more.statics ?? {}).length);
      const own = Object.entries(fields).map(([field, value]) => [field, typeOf(value)] as const);
      classes.set(at, { name, fields: own, superclass: more.superclass ?? 0 });
      loads.push(record(0x02, u4(serial++), id(at), u4(0), id(string(name.replaceAll('.', '/')))));
      const statics = Object.entries(more.statics ?? {});
      heap.push(
        Buffer.concat([
          u1(0x20),
          id(at),
          u4(0),
          id(more.superclass ?? 0),
          id(more.loader ?? 0),
          ...[0, 0, 0, 0].map(id),
          u4(0),
          u2(0),
          u2(statics.length),
          ...statics.flatMap(([field, value]) => [id(string(field)), u1(typeOf(value)), bytesOf(value)]),
          u2(own.length),
          ...own.flatMap(([field, type]) => [id(string(field)), u1(type)]),
        ]),
      );
      if (more.root !== false) roots.push(Buffer.concat([u1(0x05), id(at)]));
      return at;
    },
    /** An instance; fields that are not given are null or 0. `at`: an address taken before with `next`. */
    object: (of: number, values: Readonly<Record<string, Value>> = {}): number => {
      const body: Buffer[] = [];
      for (let at = of; at !== 0; at = classes.get(at)?.superclass ?? 0) {
        for (const [field, type] of classes.get(at)?.fields ?? []) {
          const width = type === 2 ? idBytes : type === 11 ? 8 : type === 4 ? 1 : 4;
          body.push(field in values ? bytesOf(values[field] as Value) : Buffer.alloc(width));
        }
      }
      const bytes = Buffer.concat(body);
      const at = place(16 + bytes.length);
      heap.push(Buffer.concat([u1(0x21), id(at), u4(0), id(of), u4(bytes.length), bytes]));
      return at;
    },
    array: (of: number, elements: readonly (number | null)[]): number => {
      const at = place(24 + 8 * elements.length);
      heap.push(
        Buffer.concat([u1(0x22), id(at), u4(0), u4(elements.length), id(of), ...elements.map((each) => id(each ?? 0))]),
      );
      return at;
    },
    bytes: (content: Uint8Array): number => {
      const at = place(24 + content.length);
      heap.push(Buffer.concat([u1(0x23), id(at), u4(0), u4(content.length), u1(8), Buffer.from(content)]));
      return at;
    },
    /** A sub-record of one's own making. */
    raw: (...parts: Uint8Array[]) => void heap.push(Buffer.concat(parts)),
    root: (object: number) => void roots.push(Buffer.concat([u1(0x01), id(object), id(1)])),
    /** A thread root with a stack; answers with its serial number. */
    thread: (object: number, frames: readonly string[] = []): number => {
      const thread = serial++;
      const ids = frames.map((frame) => {
        const [, owner = 'A', method = 'run'] = /^(.*)\.(\w+)$/.exec(frame) ?? [];
        const classSerial = serial++;
        others.push(record(0x02, u4(classSerial), id(place(8)), u4(0), id(string(owner.replaceAll('.', '/')))));
        const frameId = nextString++;
        others.push(
          record(
            0x04,
            id(frameId),
            id(string(method)),
            id(string('()V')),
            id(string('A.java')),
            u4(classSerial),
            u4(7),
          ),
        );
        return id(frameId);
      });
      const trace = serial++;
      others.push(record(0x05, u4(trace), u4(thread), u4(ids.length), ...ids));
      roots.unshift(Buffer.concat([u1(0x08), id(object), u4(thread), u4(trace)]));
      return thread;
    },
    local: (object: number, thread: number, frame = 0) =>
      void roots.push(Buffer.concat([u1(0x03), id(object), u4(thread), u4(frame)])),
    /** The whole file. */
    build: (): Buffer => {
      const body = [...heap, ...roots];
      const segments: Buffer[] = [];
      if (segmentBytes === 0) segments.push(record(0x0c, ...body));
      else {
        let part: Buffer[] = [];
        let size = 0;
        for (const each of body) {
          if (size > 0 && size + each.length > segmentBytes) {
            segments.push(record(0x1c, ...part));
            part = [];
            size = 0;
          }
          part.push(each);
          size += each.length;
        }
        segments.push(record(0x1c, ...part), record(0x2c));
      }
      const head = Buffer.concat([Buffer.from('JAVA PROFILE 1.0.2\0'), u4(idBytes), u4(0x19a), u4(0x1234)]);
      return Buffer.concat([head, ...strings, ...loads, ...others, ...segments]);
    },
    source: (): ByteSource => bytesSource(dsl.build()),
  };
  return dsl;
};

/** Bytes at hand, readable at any place. */
export const bytesSource = (bytes: Uint8Array, name = 'heap.hprof'): ByteSource => ({
  name,
  size: bytes.length,
  async *stream() {
    for (let at = 0; at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
  },
  async readAt(buffer, position) {
    const part = bytes.subarray(position, position + buffer.length);
    buffer.set(part);
    return part.length;
  },
});

/** The same bytes, which can only be streamed. */
export const streamSource = (bytes: Uint8Array, name = 'heap.hprof.gz'): ByteSource => {
  const { stream } = bytesSource(bytes);
  return { name, size: bytes.length, stream };
};
