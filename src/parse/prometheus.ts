import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { GcPiece } from '../model/gc-series.ts';
import { ParseError } from '../model/parsed.ts';
import { livesOf } from './prometheus/lives.ts';
import { seriesIn } from './prometheus/matrix.ts';
import { instanceOf } from './prometheus/names.ts';
import { pieceOf } from './prometheus/piece.ts';
import { decodedText } from './text/decoded-text.ts';

const maxCharacters = 128 * 1024 * 1024;

const documentOf = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<unknown> => {
  let text = '';
  for await (const part of decodedText(source, { signal: options.signal, onBytes: options.onProgress })) {
    text += part;
    if (text.length > maxCharacters)
      throw new ParseError('the answer of Prometheus is too large: ask for a longer step');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ParseError('it is no whole JSON document: was the answer cut?');
  }
};

const parse = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<Reading> => {
  const all = seriesIn(await documentOf(source, options));
  if (all === undefined) throw new ParseError('it is no answer of Prometheus to query_range');
  let isFirst = true;
  for (const instance of new Set(all.map(instanceOf))) {
    const mine = all.filter((series) => instanceOf(series) === instance);
    const lives = livesOf(mine);
    for (const [i, life] of lives.entries()) {
      const place = lives.length === 1 ? instance : `${instance}, JVM ${i + 1} of ${lives.length} there`;
      const piece = pieceOf(options.artifactId, life, place);
      if (piece === undefined) continue;
      options.emit(isFirst ? piece : { ...piece, newLife: true });
      isFirst = false;
    }
  }
  if (isFirst) throw new ParseError('the answer of Prometheus holds no jvm_memory_used_bytes of an old generation');
  return { problems: [], recognised: all.length, total: all.length };
};

/** What Prometheus remembers of a JVM, of memory pools and collections first: the answer to `query_range` as it comes. */
const format: Format<'gc-counters'> = {
  kind: 'gc-counters',
  title: 'history from Prometheus',
  recognise: ({ text }) =>
    text !== undefined &&
    /"resultType"\s{0,9}:\s{0,9}"matrix"/.test(text) &&
    /jvm_(?:memory|gc|threads)|hikaricp_/.test(text)
      ? 'certain'
      : 'no',
  parse,
};
export default format;
