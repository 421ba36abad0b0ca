import { logScanner } from '../../parse/log/scan.ts';

/** Lines kept before and after a known line. */
const around = 5;

export type LogPlace = { readonly file: string; readonly fromByte: number; readonly sizeBytes: number };

/**
 * The known lines of a log with five lines around each, under a first line that says what was looked through: an excerpt
 * without any says that there were none. Lines stand as they are; `[...]` is where some were left out.
 */
export const excerptOf = (text: string, { file, fromByte, sizeBytes }: LogPlace): string => {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const scanner = logScanner('');
  scanner.batch(lines);
  const { matches, totalLines } = scanner.scan();
  const kept = new Set<number>();
  for (const { line } of matches) {
    for (let index = line - 1 - around; index < line + around; index++) {
      if (index >= 0 && index < lines.length) kept.add(index);
    }
  }
  const part = fromByte > 0 ? `the last ${sizeBytes - fromByte} of ${sizeBytes} bytes` : `all ${sizeBytes} bytes`;
  const body: string[] = [];
  let previous = -1;
  for (const index of [...kept].sort((a, b) => a - b)) {
    if (index !== previous + 1) body.push('[...]');
    body.push(lines[index] ?? '');
    previous = index;
  }
  if (previous !== lines.length - 1) body.push('[...]');
  return `${[`# jdiag: known lines of ${file}: ${part}, ${totalLines} lines read`, ...body].join('\n')}\n`;
};
