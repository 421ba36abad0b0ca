import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { ThreadDump } from '../model/thread-dump.ts';
import { textReader } from './dump-to-file/text-reader.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';
import { stackPool } from './thread/stacks.ts';

const start = /^\s*\d{1,10}\r?\n\d{4}-\d\d-\d\dT[\d:.]+Z\r?\n\d[^\n]*\n\r?\n?#\d+ "/;

/** An excerpt as it stands in a ticket: a virtual thread and its first frame, without the lines before. */
const excerptStart = /^\s*#\d{1,19} "[^\n]{0,500}" virtual\b[^\n]{0,200}\n[ \t]+[\w.$/@]+\([^\n]{1,300}\)\r?\n/;

const recognise = ({ text }: Head): 'certain' | 'no' =>
  text !== undefined && (start.test(text) || excerptStart.test(text)) ? 'certain' : 'no';

const parse = async (source: ByteSource, options: ParseOptions<ThreadDump>): Promise<Reading> => {
  const problems = boundedProblems();
  const reader = textReader(options, problems, stackPool());
  let number = 0;
  const { signal, onProgress } = options;
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add }))
    for (const text of batch) reader.line(text, ++number);
  const { recognised, total, threads } = reader.finish();
  if (threads === 0) throw new ParseError('no thread was found in the text');
  return { problems: problems.list(), recognised, total };
};

/**
 * `jcmd PID Thread.dump_to_file` (plain): pid, time and release, then `#22 "name" virtual` with frames; from JDK 24 also
 * state, time and lock lines. There is no end marker: a file cut between two threads looks whole.
 * An excerpt without the lines before its threads is never whole.
 */
const format: Format<'thread-dump'> = { kind: 'thread-dump', title: 'Thread.dump_to_file text', recognise, parse };
export default format;
