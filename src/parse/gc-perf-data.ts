import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { GcPiece } from '../model/gc-series.ts';
import { gcJvmOf } from './perf-data/gc-jvm.ts';
import { gcSampleOf } from './perf-data/gc-sample.ts';
import { hasPerfMagic } from './perf-data/layout.ts';
import perfData from './perf-data.ts';

/** When the file was read, as far as it says: JDKs up to 21 count the time since the start. */
const readAtMs = (counters: ReadonlyMap<string, number | string>): number | undefined => {
  const [began, ticks, frequency] = ['sun.rt.createVmBeginTime', 'sun.os.hrt.ticks', 'sun.os.hrt.frequency'].map(
    (name) => counters.get(name),
  );
  if (typeof began !== 'number' || typeof ticks !== 'number' || typeof frequency !== 'number') return undefined;
  return began + (ticks / frequency) * 1000;
};

const parse = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<Reading> => {
  const reading = await perfData.parse(source, {
    ...options,
    emit: ({ counters, takenAtMs }) => {
      const jvm = gcJvmOf(counters);
      const atMs = takenAtMs ?? readAtMs(counters);
      const { atMs: _, uptimeMs: __, ...timeless } = gcSampleOf(counters, jvm, atMs ?? 0);
      const sample = atMs === undefined ? timeless : gcSampleOf(counters, jvm, atMs);
      options.emit({ artifactId: options.artifactId, source: 'counters', jvm, samples: [sample] });
    },
  });
  const [problem] = reading.problems;
  return reading.recognised < reading.total && problem !== undefined ? { ...reading, cut: problem.message } : reading;
};

/** One copied hsperfdata file: a single sample, with all totals since the start of the JVM. */
const format: Format<'gc-counters'> = {
  kind: 'gc-counters',
  title: 'hsperfdata counters, one sample',
  recognise: ({ bytes }) => (hasPerfMagic(bytes) ? 'certain' : 'no'),
  parse,
};
export default format;
