import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { GcPiece } from '../model/gc-series.ts';
import { ParseError } from '../model/parsed.ts';
import { isHeadLine } from './jstat/head.ts';
import { jstatReader } from './jstat/reader.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

const parse = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<Reading> => {
  const problems = boundedProblems();
  const reader = jstatReader(options, problems.add);
  const { signal, onProgress } = options;
  let cut: string | undefined;
  const onCut = (reason: string): void => {
    cut = reason;
  };
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add, onCut })) {
    for (const line of batch) reader.line(line);
    reader.flush();
  }
  const { recognised, total, samples } = reader.end();
  if (samples === 0) throw new ParseError('no line of figures below a head line of jstat');
  return { problems: problems.list(), recognised, total, ...(cut === undefined ? {} : { cut }) };
};

/** What jstat -gc, -gcutil, -gccause, -gcold, -gcnew and -gccapacity print, JDK 7 to 27, pasted with prompts or not. */
const format: Format<'gc-counters'> = {
  kind: 'gc-counters',
  title: 'output of jstat',
  recognise: ({ text }) => {
    if (text === undefined) return 'no';
    return text.split(/\r?\n|\r/, 2000).some(isHeadLine) ? 'certain' : 'no';
  },
  parse,
};
export default format;
