import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { GcPiece } from '../model/gc-series.ts';
import { ParseError } from '../model/parsed.ts';
import { type Title, titleLine } from './javacore/title.ts';
import { eventsOf, type HistoryLine, historyLine } from './javacore-gc/events.ts';
import { lines } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

/** OpenJ9 keeps some hundred lines; more are another file. */
const maxLines = 100_000;

const parse = async (source: ByteSource, options: ParseOptions<GcPiece>): Promise<Reading> => {
  const problems = boundedProblems();
  const { artifactId, signal, onProgress } = options;
  const history: HistoryLine[] = [];
  const title: Title = {};
  let line = 0;
  let total = 0;
  for await (const batch of lines(source, { signal, onProgress, onProblem: problems.add })) {
    for (const text of batch) {
      line++;
      const tag = /^\s*(1TIDATETIME(?:UTC)?|1TITIMEZONE|1CI\w{3,20})\s+(.*)$/.exec(text);
      if (tag !== null) titleLine(title, tag[1] ?? '', tag[2] ?? '');
      if (!/^\s*3STHSTTYPE\s/.test(text)) continue;
      total++;
      const found = historyLine(text, line);
      if (found === undefined)
        problems.add({ line, message: 'this line of the history of collections was not understood' });
      else if (history.length < maxLines) history.push(found);
    }
  }
  const events = eventsOf(history, title.takenAtMs ?? options.takenAtMs);
  if (events.length === 0) throw new ParseError('no collection in it');
  if (title.takenAtMs === undefined) problems.add({ message: 'the day of these collections is not known' });
  const jvm = {
    ...(title.jdk === undefined ? {} : { jdk: title.jdk }),
    ...(title.pid === undefined ? {} : { pid: title.pid }),
  };
  options.emit({
    artifactId,
    source: 'log',
    jvm,
    events,
    lines: { recognised: history.length, unidentified: total - history.length, other: 0 },
  });
  return { problems: problems.list(), recognised: history.length, total };
};

/** The history of collections in a javacore of OpenJ9 and IBM J9 (gencon): its last few, newest first. Source: OMR's trace points of j9mm. */
const format: Format<'gc-log'> = {
  kind: 'gc-log',
  title: 'history of collections in an OpenJ9 javacore',
  recognise: ({ text = '' }) => {
    if (/^\s*3STHSTTYPE\s+\d\d:\d\d:\d\d:\d{9} GMT j9mm\./m.test(text)) return 'certain';
    return /^\s*(?:0SECTION\s+TITLE|1TIDATETIME\s)/m.test(text) ? 'possible' : 'no';
  },
  parse,
};
export default format;
