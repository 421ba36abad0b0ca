import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { Histogram } from '../model/histogram.ts';
import { ParseError } from '../model/parsed.ts';
import { histogramReader } from './histogram/reader.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

const parse = async (source: ByteSource, options: ParseOptions<Histogram>): Promise<Reading> => {
  const problems = boundedProblems();
  const { artifactId, takenAtMs, signal, onProgress } = options;
  let count = 0;
  let cut: string | undefined;
  const about = { artifactId, ...(takenAtMs === undefined ? {} : { takenAtMs }) };
  const reader = histogramReader(about, (histogram) => {
    count++;
    options.emit(histogram);
  });
  const onCut = (reason: string): void => {
    cut ??= reason;
  };
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add, onCut }))
    for (const line of batch) reader.line(line);
  const { recognised, total, incomplete } = reader.end();
  if (count === 0) throw new ParseError('there is no class histogram in it');
  for (const message of incomplete) problems.add({ message });
  cut ??= incomplete[0];
  return { problems: problems.list(), recognised, total, ...(cut === undefined ? {} : { cut }) };
};

const titled =
  /^[ \t]*(?:[^\n]{0,150} )?num[ \t]+(?:#instances[ \t]+#bytes|object count[ \t]+total size)[ \t]+class /im;
const rows =
  /^[ \t]*(?:\d{1,7}:?[ \t]+)?\d{1,15}[ \t]+\d{1,18}[ \t]+(?:\[{1,8}[BCDFIJSZL]|<\w+Klass>|[\w$]+\.[\w$]+)[^\s()]*(?: \([^()\s]+\))?[ \t]*\r?$/m;

/**
 * Class histograms as `jmap -histo` and `jcmd GC.class_histogram` print them (JDK 5 to 25; heapInspection.cpp), also
 * several in a file, inside a log, without their titles, or only some rows of one.
 */
const format: Format<'histogram'> = {
  kind: 'histogram',
  title: 'class histogram',
  recognise: ({ text }) => {
    if (text === undefined) return 'no';
    return titled.test(text) ? 'certain' : rows.test(text) ? 'possible' : 'no';
  },
  parse,
};
export default format;
