import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { NativeMemory } from '../model/native-memory.ts';
import { ParseError } from '../model/parsed.ts';
import { nativeMemoryReader } from './native-memory/reader.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

const parse = async (source: ByteSource, options: ParseOptions<NativeMemory>): Promise<Reading> => {
  const problems = boundedProblems();
  const { artifactId, takenAtMs, signal, onProgress } = options;
  const reader = nativeMemoryReader({ artifactId, ...(takenAtMs === undefined ? {} : { takenAtMs }) }, options.emit);
  let total = 0;
  let cut: string | undefined;
  const onCut = (reason: string): void => {
    cut = reason;
  };
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add, onCut }))
    for (const text of batch) reader.line(text, ++total);
  const { count, recognised, refused } = reader.end();
  if (count === 0) throw new ParseError(refused ?? 'there is no summary of native memory tracking in it');
  return {
    problems: problems.list(),
    recognised,
    total: Math.max(total, recognised),
    ...(cut === undefined ? {} : { cut }),
  };
};

const certain = /^Total: reserved=\d{1,15}[KMG]?B/m;
const possible = /^Native Memory Tracking:/m;

/** `jcmd PID VM.native_memory summary`, `detail` and their comparison with a baseline, in any scale. */
const format: Format<'native-memory'> = {
  kind: 'native-memory',
  title: 'native memory tracking',
  recognise: ({ text }) => {
    if (text === undefined) return 'no';
    return certain.test(text) ? 'certain' : possible.test(text) ? 'possible' : 'no';
  },
  parse,
};

export default format;
