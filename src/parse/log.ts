import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { LogScan } from '../model/log-scan.ts';
import { logScanner } from './log/scan.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

/** Longer lines (a JSON entry with a very long stack trace) are searched so far, with a problem that says so. */
const maxLineChars = 1024 * 1024;

const parse = async (source: ByteSource, options: ParseOptions<LogScan>): Promise<Reading> => {
  const problems = boundedProblems();
  const scanner = logScanner(options.artifactId);
  const { signal, onProgress } = options;
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add, maxLength: maxLineChars }))
    scanner.batch(batch);
  const scan = scanner.scan();
  options.emit(scan);
  return { problems: problems.list(), recognised: scan.totalLines, total: scan.totalLines };
};

/**
 * Any text: an application's log, stdout, hs_err. Plain, prefixed and JSON lines are searched for the patterns of
 * model/log-scan; no match is an answer, too, so the counts are exact over all lines.
 */
const format: Format<'log'> = {
  kind: 'log',
  title: 'log',
  recognise: (head) => (head.text === undefined ? 'no' : 'possible'),
  parse,
};
export default format;
