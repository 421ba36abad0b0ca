import type { Format } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import { textScan } from './k6/from-text.ts';
import { lines } from './text/lines.ts';

/** The summary that k6 prints at the end of a run, of versions 0.2x to 1.x, wherever it stands in the text of the run. */
const k6Text: Format<'load'> = {
  kind: 'load',
  title: 'k6 summary (text)',
  recognise: ({ text = '' }) => {
    if (/^\s*[\u2713\u2717]?\s*(?:iterations|http_reqs|vus)\.{2,}:/m.test(text)) return 'certain';
    return /^\s*(?:execution: local|scenarios: \(\d|running \(\S{1,40}\), \d+\/\d+ VUs)/m.test(text)
      ? 'possible'
      : 'no';
  },
  parse: async (source, { artifactId, signal, onProgress, emit }) => {
    const scan = textScan(artifactId);
    let number = 0;
    for await (const batch of lines(source, { signal, onProgress })) {
      for (const line of batch) scan.line(line, ++number);
    }
    const summary = scan.summary();
    if (summary === undefined) throw new ParseError('no summary of a k6 run stands in this text');
    emit(summary);
    return { problems: [], recognised: scan.recognised(), total: scan.recognised() };
  },
};

export default k6Text;
