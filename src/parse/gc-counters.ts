import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { counterFormat } from '../model/gc-counters-line.ts';
import type { GcPiece } from '../model/gc-series.ts';
import { ParseError } from '../model/parsed.ts';
import { counterSeries } from './gc-counters/series.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

/** A full reading has some 250 counters; command lines are the longest of them. */
const maxLineChars = 4 * 1024 * 1024;

const parse = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<Reading> => {
  const problems = boundedProblems();
  const series = counterSeries(options, problems.add);
  const { signal, onProgress } = options;
  let cut: string | undefined;
  const onCut = (reason: string): void => {
    cut = reason;
  };
  for await (const batch of lines(source, {
    signal,
    onProgress,
    onProblem: problems.add,
    onCut,
    maxLength: maxLineChars,
  })) {
    for (const line of batch) series.line(line);
    series.flush();
  }
  const { recognised, total } = series.accounting();
  if (recognised === 0) throw new ParseError('the series holds no reading of counters');
  return { problems: problems.list(), recognised, total, ...(cut === undefined ? {} : { cut }) };
};

/** Readings of hsperfdata over time as jdiag keeps them: the first in full, then what changed. */
const format: Format<'gc-counters'> = {
  kind: 'gc-counters',
  title: 'series of JVM counters',
  recognise: (head) => (head.text?.startsWith(`{"format":"${counterFormat}"`) ? 'certain' : 'no'),
  parse,
};
export default format;
