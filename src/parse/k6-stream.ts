import type { Format } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import { streamScan } from './k6/from-stream.ts';
import { lines } from './text/lines.ts';

/** Every point of a k6 run, one JSON object a line: `k6 run --out json=FILE`. Unlike summaries it has a clock. */
const k6Stream: Format<'load'> = {
  kind: 'load',
  title: 'k6 points (--out json)',
  recognise: ({ text = '' }) =>
    /^\s*\{"type":"Metric","data":\{"name":"/.test(text) || /^\s*\{"metric":"[a-z_]+","type":"Point",/.test(text)
      ? 'certain'
      : 'no',
  parse: async (source, { artifactId, signal, onProgress, emit }) => {
    const scan = streamScan(artifactId);
    for await (const batch of lines(source, { signal, onProgress })) for (const line of batch) scan.line(line);
    const summary = scan.summary();
    if (summary === undefined) throw new ParseError('no request and no iteration stands in these points of k6');
    emit(summary);
    return { problems: scan.problems(), ...scan.accounting() };
  },
};

export default k6Stream;
