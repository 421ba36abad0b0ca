import { CollectError, type Probe, type RungContext } from '../model/probe.ts';
import { TransportError } from '../model/transport.ts';
import { findGcLogs } from './gc-log/find.ts';
import { readGcLog } from './gc-log/read.ts';

const none = 'its options name no file for the log of collections (-Xlog:gc*:file=, -Xloggc:)';

const found = async (context: RungContext): Promise<readonly string[]> => {
  try {
    return await findGcLogs(context);
  } catch (error) {
    if (error instanceof TransportError && error.code === 'gone') throw new CollectError('gone', error.message);
    throw error;
  }
};

/** The log of collections the JVM writes to a file: found by its options, read as it is, rotated files too. */
const gcLog: Probe = {
  kind: 'gc-log',
  title: 'GC log',
  once: true,
  rungs: [
    {
      name: 'log-file',
      cost: 'none',
      leaves: 'nothing',
      does: 'read the end of the files that the options of PID (-Xlog, -Xloggc) name',
      precondition: async (context) => ((await found(context)).length > 0 ? 'usable' : { refused: none }),
      collect: async (context) => {
        const [log, ...others] = await found(context);
        if (log === undefined) throw new CollectError('failed', none);
        const takenAtMs = context.now();
        const { bytes, problems } = await readGcLog(context, log).catch((error: unknown) => {
          if (error instanceof TransportError && error.code !== 'aborted')
            throw new CollectError(
              error.code === 'gone' ? 'gone' : 'failed',
              `${log} cannot be read: ${error.message}`,
            );
          throw error;
        });
        if (bytes.length === 0) throw new CollectError('failed', `${log} is empty`);
        return {
          kind: 'gc-log',
          ext: 'log',
          how: 'log-file',
          cost: 'none',
          takenAtMs,
          outcome: problems.length === 0 ? 'ok' : 'partial',
          bytes,
          problems: [...problems, ...others.map((path) => `a second log was left: ${path}`)],
        };
      },
    },
  ],
};

export default gcLog;
