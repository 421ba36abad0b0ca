import type { CrashReport } from '../../model/crash-report.ts';
import type { Fold } from '../../model/fold.ts';

/** More than this of one JVM in one place tell nothing new: the newest are kept. */
const kept = 20;

const crashReport: Fold<'crash-report'> = {
  kind: 'crash-report',
  sameLife: (newest, piece) => newest.pid === undefined || piece.pid === undefined || newest.pid === piece.pid,
  open: () => {
    const reports: CrashReport[] = [];
    return {
      add: (report) => {
        reports.push(report);
        reports.sort((a, b) => (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0));
        if (reports.length > kept) reports.shift();
      },
      value: () => ({ reports }),
      identity: () => {
        const newest = reports.at(-1);
        return {
          ...(newest?.pid === undefined ? {} : { pid: newest.pid }),
          ...(newest?.version === undefined ? {} : { version: newest.version }),
          ...(newest?.mainClass === undefined ? {} : { mainClass: newest.mainClass }),
        };
      },
    };
  },
};

export default crashReport;
