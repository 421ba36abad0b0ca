import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { PodEvidence } from '../model/pod-evidence.ts';
import { objectScanner } from './json/objects.ts';
import { assemblePod, type Item } from './pod/assemble.ts';
import { newestTimeIn } from './pod/clock.ts';
import { object, text as textOf, time, words } from './pod/json.ts';
import { decodedText } from './text/decoded-text.ts';
import { boundedProblems } from './text/problems.ts';

/** A list of 3,000 pods has about 30 MB; what is longer is read no further. */
const maxChars = 64 * 1024 * 1024;

const recognise = ({ text = '' }: Head): 'certain' | 'possible' | 'no' => {
  if (!/^\s*\{/.test(text) || !/"apiVersion"\s*:\s*"/.test(text)) return 'no';
  if (/"kind"\s*:\s*"(?:Pod|PodList)"/.test(text)) return 'certain';
  return /"kind"\s*:\s*"List"|"items"\s*:\s*\[/.test(text) ? 'possible' : 'no';
};

type Document = {
  readonly items: readonly Item[];
  readonly about: ReturnType<typeof object>;
  readonly cut?: string;
};

const parsedWhole = (text: string): Document | undefined => {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  const document = object(root);
  const { items } = document;
  // The objects of a PodList do not say their kind.
  const kind = textOf(document['kind'])?.replace(/List$/, '');
  if (!Array.isArray(items)) return { items: [{ json: document, pointer: '' }], about: {} };
  return {
    items: items.map((each, index) => ({ json: { kind, ...object(each) }, pointer: `/items/${index}` })),
    about: object(document['jdiag']),
  };
};

/** Every whole object before the end of a text that was cut. */
const parsedCut = (text: string): Document => {
  const items: Item[] = [];
  const scanner = objectScanner('items[]', {
    object: (one) => {
      try {
        items.push({ json: object(JSON.parse(one)), pointer: `/items/${items.length}` });
      } catch {
        // Damaged: it is one of those that are missing.
      }
    },
    skipped: () => undefined,
  });
  scanner.push(text);
  scanner.finish();
  return { items, about: {}, cut: 'the JSON ends early or is damaged: objects after the cut are missing' };
};

const parse = async (source: ByteSource, options: ParseOptions<PodEvidence>): Promise<Reading> => {
  const problems = boundedProblems();
  const { signal, onProgress } = options;
  let all = '';
  for await (const piece of decodedText(source, { signal, onProblem: problems.add, onBytes: onProgress })) {
    all += piece;
    if (all.length > maxChars) throw new ParseError(`the JSON is longer than ${maxChars} characters`);
  }
  const { items, about, cut } = parsedWhole(all) ?? parsedCut(all);
  const pods = items.filter(({ json }) => json['kind'] === 'Pod' && json['spec'] !== undefined);
  if (pods.length === 0) throw new ParseError('no pod in this JSON');
  for (const message of words(about['problems'])) problems.add({ message });
  const takenAtMs = time(about['takenAt']) ?? options.takenAtMs;
  if (takenAtMs === undefined)
    problems.add({ message: 'when this was taken is not known: ages are from its newest time' });
  const asked = Array.isArray(about['asked']) ? new Set(words(about['asked'])) : undefined;
  for (const pod of pods) {
    options.emit(
      assemblePod(pod, items, {
        artifactId: options.artifactId,
        takenAtMs: takenAtMs ?? newestTimeIn(all) ?? 0,
        asked,
        of: about['containers'],
      }),
    );
  }
  const known = ['Pod', 'Event', 'Node', 'HorizontalPodAutoscaler', 'PodMetrics', 'ReplicaSet', 'Deployment'];
  const recognised = items.filter(({ json }) => known.includes(textOf(json['kind']) ?? '')).length;
  return { problems: problems.list(), recognised, total: items.length, ...(cut === undefined ? {} : { cut }) };
};

/**
 * What a cluster says of a pod: a Pod, or a List of a Pod with its Events, Node, HorizontalPodAutoscalers, PodMetrics and
 * ReplicaSet, as `kubectl get pod,events,hpa -o json` prints them. jdiag adds `jdiag: {takenAt, containers, asked, problems}`.
 */
const format: Format<'pod'> = { kind: 'pod', title: 'pod evidence (Kubernetes JSON)', recognise, parse };
export default format;
