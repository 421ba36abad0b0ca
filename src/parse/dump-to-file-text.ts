import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { ThreadDump } from '../model/thread-dump.ts';
import { textReader } from './dump-to-file/text-reader.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';
import { stackPool } from './thread/stacks.ts';

const start = /^\s*\d{1,10}\r?\n\d{4}-\d\d-\d\dT[\d:.]+Z\r?\n\d[^\n]*\n\r?\n?#\d+ "/;

const recognise = (head: Head): 'certain' | 'no' =>
  head.text !== undefined && start.test(head.text) ? 'certain' : 'no';

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
 */
const format: Format<'thread-dump'> = { kind: 'thread-dump', title: 'Thread.dump_to_file text', recognise, parse };
export default format;
