import type { HeapRootKind } from '../../../model/heap-dump.ts';

/** A root record: bytes after the id, and what they are. `thread` 1: a thread serial follows, 2: and a frame or a stack trace. */
type RootRecord = {
  readonly kind: HeapRootKind;
  readonly after: 'nothing' | 'id' | 'u4' | 'u8';
  readonly threaded?: true;
};

/** Source: hprof_b_spec.h; Android's from ART's hprof.cc. */
export const rootRecords: ReadonlyMap<number, RootRecord> = new Map<number, RootRecord>([
  [0xff, { kind: 'unknown', after: 'nothing' }],
  [0x01, { kind: 'jni-global', after: 'id' }],
  [0x02, { kind: 'jni-local', after: 'u8', threaded: true }],
  [0x03, { kind: 'java-frame', after: 'u8', threaded: true }],
  [0x04, { kind: 'native-stack', after: 'u4', threaded: true }],
  [0x05, { kind: 'system-class', after: 'nothing' }],
  [0x06, { kind: 'thread-block', after: 'u4', threaded: true }],
  [0x07, { kind: 'monitor', after: 'nothing' }],
  [0x08, { kind: 'thread', after: 'u8' }],
  [0x89, { kind: 'interned-string', after: 'nothing' }],
  [0x8a, { kind: 'finalizing', after: 'nothing' }],
  [0x8b, { kind: 'debugger', after: 'nothing' }],
  [0x8c, { kind: 'reference-cleanup', after: 'nothing' }],
  [0x8d, { kind: 'vm-internal', after: 'nothing' }],
  [0x8e, { kind: 'jni-monitor', after: 'u8', threaded: true }],
  [0x90, { kind: 'unknown', after: 'nothing' }],
]);

/** Bytes of a root record, its tag included; 0: no root has this tag. */
export const rootBytes = (tag: number, idBytes: number): number => {
  const record = rootRecords.get(tag);
  if (record === undefined) return tag === 0xfe ? 5 + idBytes : 0;
  return 1 + idBytes + { nothing: 0, id: idBytes, u4: 4, u8: 8 }[record.after];
};

/** The lengths by tag, for loops. */
export const rootLengths = (idBytes: number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, tag) => rootBytes(tag, idBytes));
