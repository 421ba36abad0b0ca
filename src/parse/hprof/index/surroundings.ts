import { readId, word } from '../records/id.ts';
import { rootRecords } from '../records/roots.ts';
import { tag as tags } from '../records/tags.ts';
import type { RecordHandler } from '../records/walk.ts';
import type { FirstPass } from './first-pass.ts';

/** Takes a root, and the thread it may be. */
export const readRoot = (bytes: Uint8Array, at: number, idBytes: number, { roots, threads }: FirstPass): void => {
  const record = rootRecords.get(bytes[at] as number);
  if (record === undefined) return;
  const address = readId(bytes, at + 1, idBytes);
  const rest = at + 1 + idBytes;
  const { kind } = record;
  if (kind === 'thread') threads.set(word(bytes, rest), { address, trace: word(bytes, rest + 4) });
  const thread = record.threaded === true ? word(bytes, rest) : -1;
  roots.push({
    address,
    kind,
    thread,
    frame: record.threaded === true && record.after === 'u8' ? word(bytes, rest + 4) : -1,
  });
};

/** The records outside of the heap: strings, names of classes, stack frames and traces. */
export const surroundings = (
  idBytes: 4 | 8,
  { strings, table, classSerials, frames, traces }: FirstPass,
): NonNullable<RecordHandler['record']> => {
  const wide = idBytes === 8;
  const idAt = idBytes - 4;
  return (kind, bytes, from, to) => {
    if (kind === tags.utf8 && to - from >= idBytes) {
      strings.add(wide ? word(bytes, from) : 0, word(bytes, from + idAt), bytes, from + idBytes, to);
    } else if (kind === tags.loadClass && to - from >= 8 + 2 * idBytes) {
      const ordinal = table.find(wide ? word(bytes, from + 4) : 0, word(bytes, from + 4 + idAt));
      const raw = table.classes[ordinal - 1];
      if (raw !== undefined) raw.nameId = readId(bytes, from + 8 + idBytes, idBytes);
      classSerials.set(word(bytes, from), ordinal);
    } else if (kind === tags.frame && to - from >= 8 + 4 * idBytes) {
      frames.set(readId(bytes, from, idBytes), {
        method: readId(bytes, from + idBytes, idBytes),
        source: readId(bytes, from + 3 * idBytes, idBytes),
        classSerial: word(bytes, from + 4 * idBytes),
        line: word(bytes, from + 4 * idBytes + 4),
      });
    } else if (kind === tags.trace && to - from >= 12) {
      const count = Math.min(word(bytes, from + 8) >>> 0, Math.floor((to - from - 12) / idBytes));
      const ids = Array.from({ length: count }, (_, i) => readId(bytes, from + 12 + i * idBytes, idBytes));
      traces.set(word(bytes, from), { frames: ids });
    }
  };
};
