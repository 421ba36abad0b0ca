import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import { type Recording, recordingFormat } from '../model/recording.ts';
import { recordingFold } from './recording/fold.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

const maxLineChars = 64 * 1024;

const parse = async (source: ByteSource, options: ParseOptions<Recording>): Promise<Reading> => {
  const { signal, onProgress, artifactId } = options;
  const problems = boundedProblems();
  const fold = recordingFold(artifactId, problems.add);
  let cut: string | undefined;
  const onCut = (reason: string): void => {
    cut = reason;
  };
  const limits = { signal, onProgress, onProblem: problems.add, onCut, maxLength: maxLineChars };
  for await (const batch of lines(source, limits)) for (const line of batch) fold.line(line);
  const { recording, recognised, total } = fold.end();
  if (recording === undefined) throw new ParseError('the recording holds no reading');
  options.emit(recording);
  return { problems: problems.list(), recognised, total, ...(cut === undefined ? {} : { cut }) };
};

/** What `capture --every` keeps of a JVM for all of its time: figures, conditions that came true, how it ended. */
const format: Format<'recording'> = {
  kind: 'recording',
  title: 'recording',
  recognise: (head) => (head.text?.startsWith(`{"format":"${recordingFormat}"`) ? 'certain' : 'no'),
  parse,
};
export default format;
