import type { ByteSource } from '../model/byte-source.ts';
import type { CrashReport } from '../model/crash-report.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import { crashReader } from './crash-report/reader.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

const parse = async (source: ByteSource, options: ParseOptions<CrashReport>): Promise<Reading> => {
  const problems = boundedProblems();
  const reader = crashReader(options.artifactId);
  const { signal, onProgress } = options;
  let total = 0;
  let cut: string | undefined;
  let isWhole = false;
  const onCut = (reason: string): void => {
    cut = reason;
  };
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add, onCut }))
    for (const text of batch) {
      total++;
      reader.line(text, total);
      isWhole ||= /^END\.?\s*$/.test(text) || /^vm_info: /.test(text);
    }
  const report = reader.end();
  if (report === undefined) throw new ParseError('there is no crash report of HotSpot in it');
  options.emit(report);
  if (!isWhole) cut ??= 'the report ends before its last section';
  // The rest are registers, maps and events: a log is looked for in it as well.
  return {
    problems: problems.list(),
    recognised: Math.min(reader.recognised(), total - 1),
    total,
    ...(cut === undefined ? {} : { cut }),
  };
};

const head =
  /^# (?:A fatal error has been detected by the Java Runtime|There is insufficient memory for the Java Runtime)/m;

/** What HotSpot writes when it dies: hs_err_pid*.log. */
const format: Format<'crash-report'> = {
  kind: 'crash-report',
  title: 'HotSpot crash report (hs_err)',
  recognise: ({ text }) => (text !== undefined && head.test(text) ? 'certain' : 'no'),
  parse,
};

export default format;
