import type { Fold } from '../../model/fold.ts';
import type { NativeMemory } from '../../model/native-memory.ts';

/** More in one series tell nothing new: the first and the newest are kept. */
const kept = 50;

const nativeMemory: Fold<'native-memory'> = {
  kind: 'native-memory',
  sameLife: (newest, piece) => newest.pid === undefined || piece.pid === undefined || newest.pid === piece.pid,
  open: () => {
    const readings: NativeMemory[] = [];
    return {
      add: (reading) => {
        if (readings.length === kept) readings.splice(1, 1);
        readings.push(reading);
      },
      value: () => ({
        readings: readings.every(({ takenAtMs }) => takenAtMs !== undefined)
          ? readings.toSorted((a, b) => (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0))
          : readings,
      }),
      identity: () => {
        const pid = readings.at(-1)?.pid;
        return pid === undefined ? {} : { pid };
      },
    };
  },
};

export default nativeMemory;
