import { CollectError, type Probe, type RungContext } from '../model/probe.ts';
import { excerptOf } from './log/excerpt.ts';
import { findStream } from './proc/stream.ts';

/** What a JVM in trouble wrote last is what counts; reading more of a huge log would cost the disk of the patient. */
const tailBytes = 4 * 1024 * 1024;

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

/** Known lines (no further thread, pool timeouts, OutOfMemoryError) of what the JVM prints. The rest of the log stays where it is. */
const log: Probe = {
  kind: 'log',
  title: 'Log (stdout, stderr)',
  rungs: [
    {
      name: 'output-file',
      cost: 'none',
      leaves: 'nothing',
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
        return {
          kind: 'log',
          ext: 'txt',
          how: 'output-file',
          cost: 'none',
          takenAtMs,
          outcome: 'ok',
          bytes: new TextEncoder().encode(excerpts.join('')),
          problems: unreadable,
        };
      },
    },
  ],
};

export default log;
