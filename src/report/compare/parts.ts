import type { ComparedRow, Comparison, FigureUnit } from '../../model/comparison.ts';
import type { Lang } from '../../model/renderer.ts';
import { textsOf } from '../text/language.ts';
import { count, signed, time } from '../text/number.ts';
import { formats } from './formats.ts';
import { changeOf } from './rows.ts';
import { compareTexts } from './texts.ts';

/** One table of the comparison, cells in words and not yet escaped; numbers stand in all columns but the first. */
export type ComparedPart = {
  readonly heading: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows are not among them. */
  readonly left: number;
};

export type ComparedDocument = {
  readonly title: string;
  readonly sides: readonly string[];
  readonly findings: readonly { readonly status: string; readonly text: string; readonly ruleId: string }[];
  readonly noFindings: string;
  readonly findingsHeading: string;
  readonly parts: readonly ComparedPart[];
};

const maxRows = 20;

/** The comparison in words, whatever it is then written as. */
export const comparedDocument = (comparison: Comparison, lang: Lang): ComparedDocument => {
  const texts = compareTexts(lang);
  const { severity, verdict } = textsOf(lang);
  const cell = (value: number | null, unit: FigureUnit): string => (value === null ? '' : formats[unit](value));
  const row = (one: ComparedRow, unit: FigureUnit): readonly string[] => [
    one.name,
    cell(one.before, unit),
    cell(one.after, unit),
    one.before === null || one.after === null ? '' : signed(changeOf(one), formats[unit]),
  ];
  const head = [texts.column.name, texts.column.before, texts.column.after, texts.column.change];
  const part = (which: 'families' | 'classes' | 'paths', total: number, unit: FigureUnit): ComparedPart => {
    const rows = comparison[which].slice(0, maxRows);
    return { heading: texts.heading[which], head, rows: rows.map((one) => row(one, unit)), left: total - rows.length };
  };
  const counts = { gone: 0, came: 0, stayed: 0, 'not-decided': 0 };
  for (const { status } of comparison.findings) counts[status]++;
  return {
    title: texts.verdict(counts),
    sides: (['before', 'after'] as const).map((which) => {
      const { target, verdict: side, takenAt, jvms, incomplete } = comparison[which];
      const about = [
        verdict[side],
        ...(takenAt === null ? [] : [time(takenAt)]),
        ...(jvms > 1 ? [texts.jvms(jvms)] : []),
        ...incomplete.map(texts.notHad),
      ];
      return `${texts.side[which]}: ${target} (${about.join(', ')})`;
    }),
    findingsHeading: texts.heading.findings,
    noFindings: texts.noFindings,
    findings: comparison.findings.map(({ status, before, after, title, ruleId }) => {
      const was = before === null ? '' : severity[before];
      const is = after === null ? '' : severity[after];
      const level = was === '' || is === '' || was === is ? was || is : `${was} \u2192 ${is}`;
      return { status: texts.status[status], text: `${level}: ${title}`, ruleId };
    }),
    parts: [
      {
        heading: texts.heading.figures,
        head,
        rows: comparison.figures.map(({ id, unit, before, after }) =>
          row({ name: texts.figure[id] ?? id, before, after }, unit),
        ),
        left: 0,
      },
      part('families', comparison.familiesTotal, 'count'),
      part('classes', comparison.classesTotal, 'bytes'),
      part('paths', comparison.pathsTotal, 'bytes'),
    ].filter(({ rows }) => rows.length > 0),
  };
};

/** `and 12 more` below a table; nothing where all stand in it. */
export const leftText = (left: number, lang: Lang): string => (left > 0 ? compareTexts(lang).more(count(left)) : '');
