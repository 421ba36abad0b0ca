import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { ThreadDump } from '../model/thread-dump.ts';
import { javacoreReader } from './javacore/reader.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

const recognise = ({ text = '' }: Head): 'certain' | 'no' =>
  /^\s*(?:0SECTION\s+TITLE|1TIDATETIME\s|3XMTHREADINFO\s+"|1LKDEADLOCK\s)/m.test(text) ? 'certain' : 'no';

const parse = async (source: ByteSource, options: ParseOptions<ThreadDump>): Promise<Reading> => {
  const problems = boundedProblems();
  const reader = javacoreReader(options, problems);
  let number = 0;
  const { signal, onProgress } = options;
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add }))
    for (const text of batch) reader.line(text, ++number);
  const { recognised, total, threads } = reader.finish();
  if (threads === 0) throw new ParseError('the javacore holds no thread');
  return { problems: problems.list(), recognised, total };
};

/**
 * The javacore (Java dump) of OpenJ9 and IBM J9, Java 6 to 25: sections TITLE, ENVINFO, LOCKS and THREADS are read.
 * Source of the layout: the OpenJ9 documentation, "Java dump".
 */
const format: Format<'thread-dump'> = { kind: 'thread-dump', title: 'OpenJ9 javacore', recognise, parse };
export default format;
