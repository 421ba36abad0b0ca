import { writeFile } from 'node:fs/promises';
import { renderers } from '../generated/report.ts';
import { RequestError } from '../model/exit-code.ts';
import type { RenderOptions } from '../model/renderer.ts';
import type { Notice, Report } from '../model/report.ts';

export type Format = keyof typeof renderers;
export const formatNames = Object.keys(renderers) as Format[];

/** What a command has to say: a report, or a document of its own with its plain text. */
export type Result = { readonly kind: 'report'; readonly report: Report } | DocumentResult;

export type DocumentResult = {
  readonly kind: 'document';
  readonly document: Readonly<Record<string, unknown>> & { readonly exitCode: number };
  readonly text: (options: RenderOptions) => string | Promise<string>;
};

export type Publication = {
  readonly result: Result;
  readonly notices: readonly Notice[];
  readonly format: Format;
  readonly lang: 'en' | 'ko';
  /** Write the result here instead of stdout. */
  readonly outputFile?: string;
  /** Further copies, `FORMAT=PATH`. */
  readonly files: readonly string[];
};

const renderOptions = (lang: 'en' | 'ko', toScreen: boolean): RenderOptions => {
  const environment = process.env;
  const columns = Number(environment['COLUMNS']) || process.stdout.columns || 100;
  const forced = !['', '0', undefined].includes(environment['FORCE_COLOR']);
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  const paint = toScreen && !refused && (forced || process.stdout.isTTY === true);
  return { columns: Math.max(40, columns), paint, lang };
};

const withNotices = (result: Result, notices: readonly Notice[]): Result =>
  result.kind === 'report'
    ? { kind: 'report', report: { ...result.report, notices: [...notices, ...result.report.notices] } }
    : result;

const rendered = async (result: Result, notices: readonly Notice[], format: Format, options: RenderOptions) => {
  if (result.kind === 'report') {
    const renderer = await renderers[format]();
    return renderer.render(result.report, options);
  }
  if (format === 'json') return `${JSON.stringify({ ...result.document, notices })}\n`;
  if (format === 'yaml') {
    const { yamlText } = await import('../report/text/yaml-text.ts');
    return yamlText({ ...result.document, notices });
  }
  if (format === 'terminal') return result.text(options);
  throw new RequestError('bad-flag', `this command has no ${format} output`, ['it takes -o terminal, json or yaml']);
};

const isFormat = (name: string): name is Format => (formatNames as readonly string[]).includes(name);

const splitFile = (text: string): { readonly format: Format; readonly path: string } => {
  const at = text.indexOf('=');
  const format = text.slice(0, at);
  if (at > 0 && isFormat(format) && at + 1 < text.length) return { format, path: text.slice(at + 1) };
  throw new RequestError('bad-flag', `--report ${text} is not FORMAT=PATH`, [`formats: ${formatNames.join(', ')}`]);
};

const write = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw new RequestError('unwritable', `${path} cannot be written: ${error.code ?? error.message}`);
  });
  process.stderr.write(`written: ${path}\n`);
};

const exitCodeOf = (result: Result): number =>
  result.kind === 'report' ? result.report.exitCode : result.document.exitCode;

/** Prints the result, writes the further copies, sets the exit code. Warnings a screen report does not show go to stderr. */
export const publish = async (publication: Publication): Promise<void> => {
  const { format, lang, notices, outputFile } = publication;
  const copies = publication.files.map(splitFile);
  const result = withNotices(publication.result, notices);
  const text = await rendered(result, notices, format, renderOptions(lang, outputFile === undefined));
  if (result.kind === 'report' && (format !== 'terminal' || outputFile !== undefined)) {
    for (const { message } of publication.result.kind === 'report' ? publication.result.report.notices : []) {
      process.stderr.write(`warning: ${message}\n`);
    }
  }
  if (outputFile === undefined) process.stdout.write(text);
  else await write(outputFile, text);
  for (const copy of copies) {
    await write(copy.path, await rendered(result, notices, copy.format, renderOptions(lang, false)));
  }
  process.exitCode = exitCodeOf(result);
};
