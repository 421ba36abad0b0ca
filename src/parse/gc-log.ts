import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import type { GcPiece } from '../model/gc-series.ts';
import { ParseError } from '../model/parsed.ts';
import { lineCount } from './gc-log/accounting.ts';
import { gcLogReader } from './gc-log/reader.ts';
import { recogniseGcLog } from './gc-log/recognise.ts';
import { eventWriter } from './gc-log/writer.ts';
import { crashReport, looksLike } from './sniff/looks-like.ts';
import { readLineBytes } from './text/line-bytes.ts';
import { boundedProblems } from './text/problems.ts';

/** Longer lines are no collector's. */
/** With more of the collector's own lines not understood, nothing is clear: gc/log-not-understood. */
const unknownShare = 0.05;
const maxLineLength = 64 * 1024;

const parse = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<Reading> => {
  const problems = boundedProblems();
  const count = lineCount();
  let head: Head = { bytes: new Uint8Array(0) };
  let cut: string | undefined;
  const writer = eventWriter(options.artifactId, options.emit, problems.add);
  const reader = gcLogReader(writer, count);
  const reading = {
    signal: options.signal,
    onProgress: options.onProgress,
    onProblem: problems.add,
    onCut: (reason: string) => {
      cut = reason;
    },
    onHead: (first: Head) => {
      head = first;
    },
    maxLength: maxLineLength,
  };
  await readLineBytes(source, reading, reader.block);
  reader.end();
  const { recognised, unidentified, other, firstUnidentified, firstOther } = count;
  writer.end({
    recognised,
    unidentified,
    other,
    ...(firstUnidentified === undefined ? {} : { firstUnidentified: firstUnidentified.text }),
    ...(firstOther === undefined ? {} : { firstOther: firstOther.text }),
  });
  if (writer.count() === 0 && !reader.hasBegun())
    throw new ParseError(
      'no collection was found in it',
      recogniseGcLog(head.text ?? '') ? undefined : looksLike(head)?.what,
    );
  if (count.firstUnidentified !== undefined) {
    const { line, text } = count.firstUnidentified;
    problems.add({
      line,
      message: `${count.unidentified} lines of the collector are not understood, the first: ${text}`,
    });
  }
  if (count.firstOther !== undefined) {
    const { line, text } = count.firstOther;
    problems.add({ line, message: `${count.other} lines are no collector's, the first: ${text}` });
  }
  const total = count.recognised + count.unidentified + count.other;
  const own = recognised + unidentified;
  // What was not understood may be what matters: silence of the rest is no all-clear.
  if (unidentified > unknownShare * own) cut ??= `${unidentified} of ${own} lines of the collector are not understood`;
  return { problems: problems.list(), recognised: count.recognised, total, ...(cut === undefined ? {} : { cut }) };
};

/** A log of the garbage collector: JDK 5 to 8 with `-XX:+PrintGC` and `-XX:+PrintGCDetails`, JDK 9 to 27 with `-Xlog:gc` and `-Xlog:gc*`. */
const format: Format<'gc-log'> = {
  kind: 'gc-log',
  title: 'GC log',
  recognise: (head) =>
    head.text !== undefined && recogniseGcLog(head.text) && looksLike(head)?.what !== crashReport ? 'certain' : 'no',
  parse,
};
export default format;
