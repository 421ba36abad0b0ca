import type { Format } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import { summaryFromJson } from './k6/from-json.ts';
import { decodedText } from './text/decoded-text.ts';

/** A summary is some tens of KB: what is larger is something else (the stream of `--out json`). */
const maxLength = 8 * 1024 * 1024;

/** A k6 summary in JSON: what handleSummary is given, or `--summary-export` writes. */
const k6Json: Format<'load'> = {
  kind: 'load',
  title: 'k6 summary (JSON)',
  recognise: ({ text = '' }) =>
    /^\s*\{/.test(text) && /"metrics"\s*:\s*\{/.test(text) && /"(?:http_reqs|iterations|vus)"\s*:/.test(text)
      ? 'certain'
      : 'no',
  parse: async (source, options) => {
    let text = '';
    for await (const piece of decodedText(source, { signal: options.signal, onBytes: options.onProgress })) {
      text += piece;
      if (text.length > maxLength) throw new ParseError('this JSON is too long for a summary of k6');
    }
    const summary = summaryFromJson(text, options.artifactId);
    if (summary === undefined) throw new ParseError('this JSON is no whole summary of a k6 run');
    options.emit(summary);
    return { problems: [], recognised: 1, total: 1 };
  },
};

export default k6Json;
