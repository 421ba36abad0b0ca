import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { GcCollector, GcEvent, GcPiece } from '../model/gc-series.ts';
import { ParseError } from '../model/parsed.ts';
import { type Series, seriesIn } from './prometheus/matrix.ts';
import { type Value, valleysOf } from './prometheus/valleys.ts';
import { decodedText } from './text/decode.ts';

const maxCharacters = 128 * 1024 * 1024;

/** Names of the memory pools of old, as micrometer and the JMX exporter give them. */
const oldPools: readonly (readonly [RegExp, GcCollector])[] = [
  [/^G1 Old Gen$/, 'G1'],
  [/^PS Old Gen$/, 'Parallel'],
  [/^Tenured Gen$/, 'Serial'],
  [/^CMS Old Gen$/, 'CMS'],
  [/^ZGC Old Generation$/, 'ZGC generational'],
  [/^(?:ZHeap|ZGC)/, 'ZGC'],
  [/^Shenandoah/, 'Shenandoah'],
];

const poolOf = ({ labels }: Series): string => labels['id'] ?? labels['pool'] ?? '';
const nameOf = ({ labels }: Series): string => labels['__name__'] ?? '';
const instanceOf = ({ labels }: Series): string => labels['pod'] ?? labels['instance'] ?? '';
const collectorOf = (series: Series): GcCollector | undefined =>
  oldPools.find(([name]) => name.test(poolOf(series)))?.[1];

const newest = (series: Series | undefined): number | undefined => {
  const bytes = series?.values.at(-1)?.bytes;
  return bytes === undefined || bytes <= 0 ? undefined : bytes;
};

/** Floors: the size of the live data where micrometer gives it, else the lowest of each window. */
const floorsOf = (live: Series | undefined, old: Series): readonly Value[] => valleysOf((live ?? old).values);

const pieceOf = (artifactId: string, all: readonly Series[], old: Series, isFirst: boolean): GcPiece => {
  const mine = all.filter((series) => instanceOf(series) === instanceOf(old));
  const maximum = mine.filter((series) => /^jvm_memory_(?:max_bytes|bytes_max)$/.test(nameOf(series)));
  const oldMax = newest(maximum.find((series) => poolOf(series) === poolOf(old)));
  const heapMax = Math.max(
    0,
    ...maximum.filter(({ labels }) => labels['area'] === 'heap').map((one) => newest(one) ?? 0),
  );
  const live = mine.find((series) => nameOf(series) === 'jvm_gc_live_data_size_bytes');
  const collector = collectorOf(old);
  const events = floorsOf(live, old).map(
    ({ atMs, bytes }): GcEvent => ({
      kind: 'cycle',
      phase: live === undefined ? 'lowest of a window' : 'live data',
      derived: true,
      atMs,
      old: { afterBytes: bytes, ...(oldMax === undefined ? {} : { capacityBytes: oldMax }) },
    }),
  );
  return {
    artifactId,
    source: 'counters',
    jvm: {
      ...(collector === undefined ? {} : { collector }),
      ...(heapMax > 0 ? { heapMaxBytes: heapMax } : {}),
      ...(oldMax === undefined ? {} : { oldMaxBytes: oldMax }),
      mainClass: instanceOf(old),
    },
    samples: old.values.map(({ atMs, bytes }) => ({
      atMs,
      old: { usedBytes: bytes, ...(oldMax === undefined ? {} : { capacityBytes: oldMax }) },
    })),
    events,
    ...(isFirst ? {} : { newLife: true }),
  };
};

const parse = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<Reading> => {
  let text = '';
  for await (const part of decodedText(source, { signal: options.signal, onBytes: options.onProgress })) {
    text += part;
    if (text.length > maxCharacters)
      throw new ParseError('the answer of Prometheus is too large: ask for a longer step');
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ParseError('it is no whole JSON document: was the answer cut?');
  }
  const all = seriesIn(document);
  if (all === undefined) throw new ParseError('it is no answer of Prometheus to query_range');
  const used = all.filter(
    (series) => /^jvm_memory_(?:used_bytes|bytes_used)$/.test(nameOf(series)) && collectorOf(series) !== undefined,
  );
  if (used.length === 0)
    throw new ParseError('the answer of Prometheus holds no jvm_memory_used_bytes of an old generation');
  for (const [index, old] of used.entries()) options.emit(pieceOf(options.artifactId, all, old, index === 0));
  return { problems: [], recognised: all.length, total: all.length };
};

/** What Prometheus remembers of memory pools: the answer to `query_range` as it comes. */
const format: Format<'gc-counters'> = {
  kind: 'gc-counters',
  title: 'history from Prometheus',
  recognise: ({ text }) =>
    text !== undefined && /"resultType"\s{0,9}:\s{0,9}"matrix"/.test(text) && text.includes('jvm_memory')
      ? 'certain'
      : 'no',
  parse,
};
export default format;
