import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { PodEvidence } from '../model/pod-evidence.ts';
import type { Source } from '../model/source.ts';
import { assemblePod, type Item } from './pod/assemble.ts';
import { newestTimeIn } from './pod/clock.ts';
import { type Json, list, object, text as textOf } from './pod/json.ts';
import { podsIn } from './pod-yaml/fragment.ts';
import { decodedText } from './text/decoded-text.ts';
import { boundedProblems } from './text/problems.ts';

/** A pod has some 10 KB, with managedFields 30; what is longer is a list to be taken as JSON. */
const maxChars = 4 * 1024 * 1024;

const recognise = ({ text = '' }: Head): 'certain' | 'no' => {
  if (/^\s*[[{]\s*"apiVersion"/.test(text)) return 'no';
  if (/^[ \t]*(?:- )?kind: ?(?:Pod|PodList|List)[ \t\r]*$/m.test(text) && /^[ \t]*(?:- )?apiVersion: /m.test(text))
    return 'certain';
  if (/^[ \t>]*"OOMKilled": ?(?:true|false),/m.test(text)) return 'certain';
  return /^[ \t>]*(?:- )?"?(?:containerStatuses|lastState)"?: ?[[{]?[ \t\r]*$/m.test(text) ||
    /^[ \t>]*"?terminated"?: ?\{?[ \t\r]*\n[ \t>]*"?(?:containerID|exitCode|finishedAt|reason)"?: /m.test(text)
    ? 'certain'
    : 'no';
};

const readAll = async (
  source: ByteSource,
  options: ParseOptions<PodEvidence>,
  onProblem: (problem: { readonly message: string }) => void,
): Promise<string> => {
  let all = '';
  for await (const piece of decodedText(source, { signal: options.signal, onProblem, onBytes: options.onProgress })) {
    all += piece;
    if (all.length > maxChars) throw new ParseError(`the YAML is longer than ${maxChars} characters`);
  }
  return all;
};

const parse = async (source: ByteSource, options: ParseOptions<PodEvidence>): Promise<Reading> => {
  const problems = boundedProblems();
  const text = await readAll(source, options, problems.add);
  const { documentsIn } = await import('./pod-yaml/documents.ts');
  const { documents, lineOf } = documentsIn(text);
  const { whole, parts } = podsIn(documents);
  if (whole.length + parts.length === 0) throw new ParseError('no pod in this YAML');
  const newest = newestTimeIn(text);
  const takenAtMs = options.takenAtMs ?? newest;
  problems.add({ message: 'when this was taken is not known: ages are from its newest time' });
  const total = text.split('\n').filter((line) => line.trim() !== '').length;
  const sourceOf = (json: Json): Source => {
    const line = lineOf(textOf(object(json['metadata'])['name']));
    return { artifact: options.artifactId, line, endLine: line };
  };
  const items = (jsons: readonly Json[]): readonly Item[] =>
    jsons.map((json) => ({ json, pointer: '', source: () => sourceOf(json) }));
  const around = items(documents.flatMap((document) => [document, ...list(document['items'])]));
  for (const pod of [...items(whole), ...items(parts)]) {
    const evidence = assemblePod(pod, around, {
      artifactId: options.artifactId,
      takenAtMs: takenAtMs ?? 0,
      asked: undefined,
    });
    options.emit(takenAtMs === undefined ? { ...evidence, clockUnknown: true } : evidence);
  }
  const cut = parts.length > 0 ? 'it is a part of a pod, not the whole object' : undefined;
  return { problems: problems.list(), recognised: total, total, ...(cut === undefined ? {} : { cut }) };
};

/** What `kubectl get pod -o yaml` prints, or a part of it: the status of its containers. Parts of the JSON are read as well. */
const format: Format<'pod'> = { kind: 'pod', title: 'pod evidence (Kubernetes YAML)', recognise, parse };
export default format;
