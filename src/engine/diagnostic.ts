/** A text file by the name a person knows it by. */
export type RuleFile = { readonly file: string; readonly text: string };

/** One mistake and where it stands. Line and columns are 1-based, in UTF-16 units; `excerpt` is that line's text. */
export type Diagnostic = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Column after the last offending character, on the same line. */
  readonly endColumn: number;
  readonly message: string;
  readonly excerpt: string;
};

/** Says what is wrong between two offsets of a file. */
export type Report = (start: number, end: number, message: string) => void;

/** Where a file's mistakes gather. */
export type Findings = { readonly report: Report; readonly diagnostics: readonly Diagnostic[] };

export const findingsOf = ({ file, text }: RuleFile): Findings => {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (start, end, message) => {
    const from = Math.min(Math.max(start, 0), text.length);
    const lineStart = from === 0 ? 0 : text.lastIndexOf('\n', from - 1) + 1;
    const nextBreak = text.indexOf('\n', from);
    const lineEnd = nextBreak < 0 ? text.length : nextBreak;
    const column = from - lineStart + 1;
    diagnostics.push({
      file,
      line: text.slice(0, lineStart).split('\n').length,
      column,
      endColumn: Math.max(column + 1, Math.min(end, lineEnd) - lineStart + 1),
      message,
      excerpt: text.slice(lineStart, lineEnd).replace(/\r$/, ''),
    });
  };
  return { report, diagnostics };
};

export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  [...diagnostics].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isWide = (char: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(char);
const blank = (text: string): string => [...text].map((c) => (c === '\t' ? c : isWide(c) ? '  ' : ' ')).join('');
const carets = (text: string): string => '^'.repeat(Math.max(1, blank(text).length));
const printable = (text: string): string => text.replace(/[^\P{C}\t]/gu, '\u00b7');

/** `file:line:column message`, then the line itself with a caret line under the offending text. No line break at the end. */
export const renderDiagnostic = ({ file, line, column, endColumn, message, excerpt }: Diagnostic): string => {
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  const before = excerpt.slice(0, column - 1);
  const marked = excerpt.slice(column - 1, endColumn - 1);
  return [
    printable(`${file}:${line}:${column} ${message}`),
    `  ${number} | ${printable(excerpt)}`,
    `  ${gutter} | ${blank(before)}${carets(marked)}`,
  ].join('\n');
};
