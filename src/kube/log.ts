import type { CallLimits, Transport } from '../model/transport.ts';

/** Reads the log of the container with these parameters of the API. */
type ReadLog = (query: Readonly<Record<string, string>>, limits: CallLimits) => Promise<Uint8Array>;

const newline = 0x0a;
const space = 0x20;

/** Lines with the time in front, as bytes: the log of an application is in any encoding. */
const linesOf = (bytes: Uint8Array): readonly Uint8Array[] => {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(newline, from);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(from, next));
    from = next;
  }
  return lines;
};

const timeOf = (line: Uint8Array): string =>
  new TextDecoder().decode(line.subarray(0, Math.max(0, line.indexOf(space))));

const withoutTime = (line: Uint8Array): Uint8Array => line.subarray(line.indexOf(space) + 1);

/**
 * What was written after the last line of now. The clock of the node says when, so the one of this machine may be wrong; the
 * API knows whole seconds only, so the last line itself is looked for.
 */
export const markLog =
  (read: ReadLog): NonNullable<Transport['markLog']> =>
  async (limits = {}) => {
    const last = linesOf(await read({ tailLines: '1', timestamps: 'true' }, limits)).at(-1);
    const since: Record<string, string> = last === undefined ? {} : { sinceTime: timeOf(last) };
    return async (asked = {}) => {
      const lines = linesOf(await read({ timestamps: 'true', ...since }, asked));
      const at = last === undefined ? -1 : lines.findLastIndex((line) => Buffer.from(line).equals(last));
      return Buffer.concat(lines.slice(at + 1).map(withoutTime));
    };
  };
