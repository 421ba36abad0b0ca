import type { Fold } from '../../model/fold.ts';
import type { MetricsReading } from '../../model/metrics.ts';

/** So many readings are kept: the newest. */
const keptReadings = 8;

const metrics: Fold<'metrics'> = {
  kind: 'metrics',
  open: () => {
    const readings: MetricsReading[] = [];
    return {
      add: (reading) => {
        readings.push(reading);
        readings.sort((a, b) => (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0));
        if (readings.length > keptReadings) readings.shift();
      },
      value: () => ({ readings }),
    };
  },
};

export default metrics;
