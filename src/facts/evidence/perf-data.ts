import type { Fold } from '../../model/fold.ts';
import type { PerfData } from '../../model/perf-data.ts';

/** Totals since the start of the JVM: the newest file says all that an older one did. */
const perfData: Fold<'perf-data'> = {
  kind: 'perf-data',
  open: () => {
    let newest: PerfData | undefined;
    const text = (name: string): string | undefined => {
      const value = newest?.counters.get(name);
      return typeof value === 'string' ? value : undefined;
    };
    return {
      add: (piece) => {
        newest = piece;
      },
      value: () => newest as PerfData,
      identity: () => {
        const version = text('java.property.java.version');
        const mainClass = text('sun.rt.javaCommand')?.split(' ')[0];
        return { ...(version === undefined ? {} : { version }), ...(mainClass ? { mainClass } : {}) };
      },
    };
  },
};

export default perfData;
