import type { BlastRadius, RiskLevel } from '../../model/blast-radius.ts';
import { escapeText } from '../../report/text/escape.ts';

const signs: Readonly<Record<RiskLevel, string>> = { ok: 'ok', warning: 'warning', stop: 'STOP', unknown: 'unknown' };

/** The table a person reads before saying yes. Text from the target is escaped. */
export const radiusLines = ({ risks, isolate }: BlastRadius, target: string): readonly string[] => {
  const width = Math.max(...risks.map(({ id }) => id.length));
  return [
    ...risks.flatMap(({ id, level, text, advice }) => [
      `  ${signs[level].padEnd(7)}  ${id.padEnd(width)}  ${escapeText(text)}`,
      ...(advice === undefined
        ? []
        : [`  ${' '.repeat(7)}  ${' '.repeat(width)}  ${advice.replace('TARGET', target)}`]),
    ]),
    ...(isolate === null
      ? []
      : [`  take it out of its Service first, another one starts in its place:`, `    ${escapeText(isolate)}`]),
  ];
};
