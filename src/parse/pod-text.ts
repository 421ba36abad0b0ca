import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { PodEvidence } from '../model/pod-evidence.ts';
import type { Source } from '../model/source.ts';
import { isNodeText } from './node-text/recognise.ts';
import { assemblePod } from './pod/assemble.ts';
import { madeAtMs } from './pod-text/clock.ts';
import { objectsOf } from './pod-text/objects.ts';
import type { PodDraft } from './pod-text/pod-draft.ts';
import { podTextReader } from './pod-text/reader.ts';
import { isPodText } from './pod-text/recognise.ts';
import { countedLines } from './text/counted-lines.ts';
import { boundedProblems } from './text/problems.ts';

/** Something was said of it beyond a name. */
const isTold = ({ containers, events, rows, usage }: PodDraft): boolean =>
  containers.length + events.length + rows.length + usage.size > 0;

/** Why a pod is known by less than its whole description. */
const lackOf = (pods: readonly PodDraft[]): string | undefined => {
  const isWhole = ({ isDescribed, containers, eventsKnown }: PodDraft): boolean =>
    isDescribed && containers.length > 0 && eventsKnown;
  if (pods.every(isWhole)) return undefined;
  return pods.some(({ containers }) => containers.length > 0)
    ? 'it is a part of what kubectl describe pod prints'
    : 'tables of kubectl leave out limits and how containers ended: kubectl describe pod has them';
};

const parse = async (source: ByteSource, options: ParseOptions<PodEvidence>): Promise<Reading> => {
  const problems = boundedProblems();
  const reader = podTextReader();
  const { artifactId, signal, onProgress } = options;
  const reading = { signal, onProgress, onProblem: problems.add };
  const counted = await countedLines(source, reading, (text, line) => {
    const understood = reader.line(text, line);
    if (!understood) problems.add({ line, message: 'not a line of kubectl' });
    return understood;
  });
  const pods = reader.pods().filter(isTold);
  if (pods.length === 0) throw new ParseError('nothing of a pod in it');
  const takenAtMs = options.takenAtMs ?? madeAtMs(pods);
  if (takenAtMs === undefined) problems.add({ message: 'when this was printed is not known: it holds ages only' });
  const at = (from: number, endLine = from): Source => ({ artifact: artifactId, line: from, endLine });
  let unnamed = 0;
  for (const pod of pods) {
    if (pod.name === '' && ++unnamed > 1) pod.name = `(${unnamed})`;
    const [own, ...around] = objectsOf(pod, takenAtMs ?? 0, at);
    const asked = pod.eventsKnown ? new Set(['Event']) : undefined;
    const evidence = assemblePod(own, around, { artifactId, takenAtMs: takenAtMs ?? 0, asked });
    options.emit(takenAtMs === undefined ? { ...evidence, clockUnknown: true } : evidence);
  }
  const cut = counted.cut ?? lackOf(pods);
  return { problems: problems.list(), ...counted, ...(cut === undefined ? {} : { cut }) };
};

/**
 * What kubectl prints of pods: `describe pod`, `get pods` (-o wide, -A, -w), `get events`, `top pod`, in one text or parts of them, of servers
 * 1.4 to 1.34. Source of the layouts: kubectl describe.go, kubernetes printers.go.
 */
const format: Format<'pod'> = {
  kind: 'pod',
  title: 'output of kubectl about pods',
  recognise: ({ text = '' }) => (isPodText(text) && !isNodeText(text) ? 'certain' : 'no'),
  parse,
};
export default format;
