import { basename, dirname } from 'node:path';
import type { ProbeContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { firstClock } from '../../parse/gc-log/first-clock.ts';

type Where = Pick<ProbeContext, 'transport' | 'identity' | 'signal'>;

/** More of a log is left where it is: the newest part tells what is wrong now. */
export const mostBytes = 32 * 1024 * 1024;

export type GcLogText = { readonly bytes: Uint8Array; readonly problems: readonly string[] };

const newline = 0x0a;
const decoder = new TextDecoder('latin1');

/** In the JVM's own file system; of the place where that cannot be seen through /proc. */
const readable = async (
  { transport, identity, signal }: Where,
  path: string,
): Promise<{ path: string; sizeBytes: number }> => {
  const own = `/proc/${identity.pid}/root${path}`;
  try {
    return { path: own, sizeBytes: (await transport.stat(own, { signal })).sizeBytes };
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    return { path, sizeBytes: (await transport.stat(path, { signal })).sizeBytes };
  }
};

/** `gc.log.0`, `gc.log.1.current` beside `gc.log`. */
const rotatedBeside = async ({ transport, signal }: Where, path: string): Promise<readonly string[]> => {
  const stem = basename(path).replace(/\.\d+\.current$/, '');
  try {
    const names = await transport.listDir(dirname(path), { signal });
    const shape = /^\.\d{1,3}(?:\.current)?$/;
    return names
      .filter((name) => name !== basename(path) && name.startsWith(stem) && shape.test(name.slice(stem.length)))
      .map((name) => `${dirname(path)}/${name}`);
  } catch (error) {
    if (error instanceof TransportError && error.code !== 'aborted') return [];
    throw error;
  }
};

/** A log with its rotated files, in the order of time, at most 32 MiB, the newest. Throws TransportError when the log itself cannot be read. */
export const readGcLog = async (context: Where, log: string): Promise<GcLogText> => {
  const { transport, signal } = context;
  const problems: string[] = [];
  const { path, sizeBytes } = await readable(context, log);
  const fromByte = Math.max(0, sizeBytes - mostBytes);
  const whole = await transport.readFile(path, { signal, fromByte, maxBytes: 2 * mostBytes });
  // It begins in the middle of a line.
  const newest = fromByte === 0 ? whole : whole.subarray(whole.indexOf(newline) + 1);
  if (fromByte > 0) problems.push(`only the last ${mostBytes >> 20} MiB of ${log} were read`);
  let room = mostBytes - newest.length;
  const parts = [newest];
  for (const other of await rotatedBeside(context, path)) {
    try {
      const { sizeBytes: otherBytes } = await transport.stat(other, { signal });
      if (otherBytes > room) {
        problems.push(`${basename(other)} was not read: more than ${mostBytes >> 20} MiB with the others`);
        continue;
      }
      const bytes = await transport.readFile(other, { signal, maxBytes: 2 * mostBytes });
      room -= bytes.length;
      parts.push(bytes);
    } catch (error) {
      if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
      problems.push(`${basename(other)} could not be read: ${error.message}`);
    }
  }
  const ordered = parts
    .map((bytes) => ({ bytes, at: firstClock(decoder.decode(bytes.subarray(0, 16_384))) }))
    .sort((a, b) => a.at - b.at);
  return { bytes: Buffer.concat(ordered.map(({ bytes }) => bytes)), problems };
};
