import type { Findings, RuleFile } from '../diagnostic.ts';

const maxLines = 80;

/** Each of a rule's files is short enough to be read at once. */
export const reportLength = ({ text }: RuleFile, { report }: Findings): void => {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length <= maxLines) return;
  const start = lines.slice(0, maxLines).join('\n').length + 1;
  report(start, start + (lines[maxLines]?.length ?? 1), `${lines.length} lines: a rule's file has at most ${maxLines}`);
};
