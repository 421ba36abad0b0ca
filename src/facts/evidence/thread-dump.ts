import type { Fold } from '../../model/fold.ts';
import type { ThreadDump } from '../../model/thread-dump.ts';
import { sameLife, threadSeries } from '../thread/series.ts';

/** Dumps of one life become a bounded series; dumps tell by pid, start and thread ids whose they are. */
const threadDump: Fold<'thread-dump'> = {
  kind: 'thread-dump',
  sameLife,
  open: () => {
    const series = threadSeries();
    let newest: ThreadDump | undefined;
    return {
      add: (dump) => {
        series.add(dump);
        newest = dump;
      },
      value: series.value,
      identity: () => ({
        ...(newest?.jdk === undefined ? {} : { version: newest.jdk.toString() }),
        ...(newest?.pid === undefined ? {} : { pid: newest.pid }),
      }),
    };
  },
};

export default threadDump;
