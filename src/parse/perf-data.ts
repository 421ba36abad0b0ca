import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { PerfData } from '../model/perf-data.ts';
import { countersOf, hasPerfMagic } from './perf-data/layout.ts';
import { decodedBytes } from './text/decode.ts';
import { boundedProblems } from './text/problems.ts';

/** The file has 32 KB; `-XX:PerfDataMemorySize` can make it bigger, but not sensibly so. */
const maxBytes = 16 * 1024 * 1024;

const parse = async (source: ByteSource, options: ParseOptions<PerfData>): Promise<Reading> => {
  const problems = boundedProblems();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of decodedBytes(source, options.signal, problems.add)) {
    parts.push(part);
    length += part.length;
    options.onProgress?.(length);
    if (length > maxBytes) throw new ParseError(`the file is bigger than ${maxBytes} bytes: no hsperfdata file is`);
  }
  const read = countersOf(Buffer.concat(parts));
  if (typeof read === 'string') throw new ParseError(read);
  if (read.counters.size === 0) throw new ParseError(read.problems[0]?.message ?? 'the file has no counters');
  read.problems.forEach(problems.add);
  const { takenAtMs } = options;
  options.emit({ ...(takenAtMs === undefined ? {} : { takenAtMs }), counters: read.counters });
  return { problems: problems.list(), recognised: read.recognised, total: read.total };
};

/** `/tmp/hsperfdata_USER/PID`: the counters a HotSpot JVM keeps in a mapped file, those jstat reads. */
const format: Format<'perf-data'> = {
  kind: 'perf-data',
  title: 'hsperfdata counters',
  recognise: (head) => (hasPerfMagic(head.bytes) ? 'certain' : 'no'),
  parse,
};
export default format;
