import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { PodEvidence } from '../model/pod-evidence.ts';
import { nodeReader } from './node-text/reader.ts';
import { isNodeText } from './node-text/recognise.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

const parse = async (source: ByteSource, options: ParseOptions<PodEvidence>): Promise<Reading> => {
  const problems = boundedProblems();
  const { artifactId, takenAtMs, signal, onProgress } = options;
  const reader = nodeReader(artifactId);
  let total = 0;
  let cut: string | undefined;
  const onCut = (reason: string): void => {
    cut = reason;
  };
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add, onCut }))
    for (const text of batch) reader.line(text, ++total);
  const nodes = reader.nodes(takenAtMs);
  if (nodes.length === 0) throw new ParseError('there is no node in it');
  for (const node of nodes) options.emit(node);
  return { problems: problems.list(), recognised: total, total, ...(cut === undefined ? {} : { cut }) };
};

/** What kubectl prints of nodes: `describe node` and `get nodes`, of servers 1.8 to 1.34. Source of the layouts: kubectl describe.go, kubernetes printers.go. */
const format: Format<'pod'> = {
  kind: 'pod',
  title: 'output of kubectl about nodes',
  recognise: ({ text = '' }) => (isNodeText(text) ? 'certain' : 'no'),
  parse,
};

export default format;
