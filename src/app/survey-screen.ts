import type { PodRow } from '../model/report.ts';
import { pageOf } from '../report/terminal/page.ts';
import { podsTable } from '../report/terminal/pods.ts';
import { escapeText } from '../report/text/escape.ts';
import { mapStrings } from '../report/text/strings.ts';

const fewestRows = 10;

/** The first screen as lines for the terminal on stderr: there before the dumps are taken. */
export const surveyScreen = (rows: readonly PodRow[], lang: 'en' | 'ko'): readonly string[] => {
  const { columns = 100, rows: height = 24 } = process.stderr;
  const lines = podsTable(pageOf({ columns: columns - 1, paint: false, lang }), mapStrings(rows, escapeText));
  // What does not fit could not be taken back when the report comes.
  return lines.slice(0, Math.max(fewestRows, height - 4));
};
