import { CollectError, type Probe, type RungContext } from '../model/probe.ts';
import { TransportError } from '../model/transport.ts';
import { excerptOf } from './log/excerpt.ts';
import { findStream } from './proc/stream.ts';

/** What a JVM in trouble wrote last is what counts; reading more of a huge log would cost the disk of the patient. */
const tailBytes = 4 * 1024 * 1024;

const newline = 0x0a;
const tailLines = 20_000;

type LogFile = { readonly path: string; readonly file: string; readonly sizeBytes: number };

/** stdout and stderr, once when they are the same file. */
const findLogs = async (
  context: RungContext,
): Promise<{ readonly logs: readonly LogFile[]; readonly unreadable: readonly string[] }> => {
  const streams = [await findStream(context, 1), await findStream(context, 2)];
  const logs = streams.filter((stream): stream is LogFile => 'path' in stream);
  return {
    logs: logs.filter((log, index) => logs.findIndex(({ file }) => file === log.file) === index),
    unreadable: streams.flatMap((stream) => ('unreadable' in stream ? [stream.unreadable] : [])),
  };
};

const readTail = async (context: RungContext, { path, file, sizeBytes }: LogFile): Promise<string> => {
  const fromByte = Math.max(0, sizeBytes - tailBytes);
  const bytes = await context.transport.readFile(path, { signal: context.signal, fromByte, maxBytes: 2 * tailBytes });
  return excerptOf(new TextDecoder().decode(bytes), { file, fromByte, sizeBytes: fromByte + bytes.length });
};

/** What the runtime keeps of a container's output; of the one before it, too, for that one may have ended of it. */
const readContainerLog = async (context: RungContext): Promise<{ text: string; problems: readonly string[] }> => {
  const { logTail } = context.transport;
  if (logTail === undefined) throw new CollectError('failed', 'the log of its place cannot be read');
  const problems: string[] = [];
  const read = async (file: string, previous: boolean): Promise<string> => {
    const bytes = await logTail({ lines: tailLines, previous, signal: context.signal, maxBytes: 8 * tailBytes });
    // Known lines can stand in what was not read: such a log may accuse, but never clears.
    if (!previous && bytes.filter((byte) => byte === newline).length >= tailLines) {
      problems.push(`only the last ${tailLines} lines of it were read`);
    }
    return excerptOf(new TextDecoder().decode(bytes), { file, fromByte: 0, sizeBytes: bytes.length });
  };
  const text = await read(`log of ${context.transport.place}, at most ${tailLines} lines`, false);
  const before = await read(`log of ${context.transport.place} before its restart`, true).catch((error: unknown) => {
    // Most containers are the first of their pod.
    if (error instanceof TransportError && error.code !== 'aborted') return '';
    throw error;
  });
  return { text: before + text, problems };
};

/** Known lines (no further thread, pool timeouts, OutOfMemoryError) of what the JVM prints. The rest of the log stays where it is. */
const log: Probe = {
  kind: 'log',
  title: 'Log (stdout, stderr)',
  once: true,
  rungs: [
    {
      name: 'output-file',
      cost: 'none',
      leaves: 'nothing',
      does: 'read the end of the files that are stdout and stderr of PID',
      precondition: async (context) => {
        const { logs, unreadable } = await findLogs(context);
        return logs.length > 0 ? 'usable' : { refused: unreadable.join('; ') };
      },
      collect: async (context) => {
        const { logs, unreadable } = await findLogs(context);
        if (logs.length === 0) throw new CollectError('failed', unreadable.join('; '));
        const takenAtMs = context.now();
        const excerpts = [];
        for (const file of logs) excerpts.push(await readTail(context, file));
        // Known lines can stand in what was not read: such a log may accuse, but never clears.
        const unread = logs
          .filter(({ sizeBytes }) => sizeBytes > tailBytes)
          .map(({ file }) => `only the last ${tailBytes >> 20} MiB of ${file} were read`);
        return {
          kind: 'log',
          ext: 'txt',
          how: 'output-file',
          cost: 'none',
          takenAtMs,
          outcome: unread.length + unreadable.length > 0 ? 'partial' : 'ok',
          bytes: new TextEncoder().encode(excerpts.join('')),
          problems: [...unread, ...unreadable],
        };
      },
    },
    {
      name: 'container-log',
      cost: 'none',
      leaves: 'nothing',
      does: 'read the last lines of the log of the container from the API',
      precondition: async ({ transport }) =>
        transport.logTail === undefined ? { refused: 'the log of its place cannot be read' } : 'usable',
      collect: async (context) => {
        const takenAtMs = context.now();
        const { text, problems } = await readContainerLog(context);
        const bytes = new TextEncoder().encode(text);
        return {
          kind: 'log',
          ext: 'txt',
          how: 'container-log',
          cost: 'none',
          takenAtMs,
          outcome: problems.length === 0 ? 'ok' : 'partial',
          bytes,
          problems,
        };
      },
    },
  ],
};

export default log;
