import { readFileSync } from 'node:fs';
import type { ByteSource } from '../../../src/model/byte-source.ts';
import type { Reading } from '../../../src/model/format.ts';
import type { Thread, ThreadDump } from '../../../src/model/thread-dump.ts';
import hotspot from '../../../src/parse/hotspot.ts';
import { bytesSource, textSource } from '../text/sources.ts';

const formats = new URL('../../../fixtures/formats/', import.meta.url);

export const fixture = (path: string): Buffer => readFileSync(new URL(path, formats));

export type Read = Reading & { readonly dumps: readonly ThreadDump[] };

export const readDumps = async (input: string | Uint8Array | ByteSource, takenAtMs?: number): Promise<Read> => {
  const dumps: ThreadDump[] = [];
  const source =
    typeof input === 'string' ? textSource(input) : input instanceof Uint8Array ? bytesSource(input) : input;
  const emit = (dump: ThreadDump): void => void dumps.push(dump);
  const options = { artifactId: 'a1', emit, ...(takenAtMs === undefined ? {} : { takenAtMs }) };
  return { ...(await hotspot.parse(source, options)), dumps };
};

/** The one dump of a text. */
export const readDump = async (input: string | Uint8Array): Promise<ThreadDump> => {
  const { dumps } = await readDumps(input);
  if (dumps.length !== 1) throw new Error(`${dumps.length} dumps instead of one`);
  return dumps[0] as ThreadDump;
};

/** The one thread of a name. */
export const named = (dump: ThreadDump, name: string): Thread => {
  const found = dump.threads.filter((thread) => thread.name === name);
  if (found.length !== 1) throw new Error(`${found.length} threads are called ${JSON.stringify(name)}`);
  return found[0] as Thread;
};

/** Frames as one reads them: `java.lang.Object.wait(Native Method)`. */
export const frames = (thread: Thread): readonly string[] =>
  thread.stack.frames.map(({ className, method, location }) => `${className}.${method}(${location})`);
