import { writeFile } from 'node:fs/promises';
import { renderers } from '../generated/report.ts';
import { exitCode, RequestError } from '../model/exit-code.ts';
import type { RenderOptions } from '../model/renderer.ts';
import type { Notice, Report } from '../model/report.ts';
import { escapeText } from '../report/text/escape.ts';
import { colourRefused } from './colour.ts';
import { failureOf, failureText } from './failure.ts';
import { checkFilePath } from './output-paths.ts';
import { systemFailure } from './system-error.ts';

export type Format = keyof typeof renderers;
export const formatNames = Object.keys(renderers) as Format[];

/** Loads what publishing in that format will need, ahead of time: a failure shows then. */
export const loadRenderer = (format: Format): void => {
  renderers[format]().catch(() => undefined);
};

/** What a command has to say: a report, or a document of its own with its plain text. */
export type Result =
  | {
      readonly kind: 'report';
      readonly report: Report;
      /** On a terminal only who, what happened and the findings. */
      readonly brief?: boolean;
      /** A document about it, in Markdown: what is printed instead of the terminal and markdown formats. */
      readonly document?: string;
    }
  | DocumentResult;

export type DocumentResult = {
  readonly kind: 'document';
  readonly document: Readonly<Record<string, unknown>> & { readonly exitCode: number };
  readonly text: (options: RenderOptions) => string | Promise<string>;
  /** Formats it has beyond terminal, json and yaml. */
  readonly formats?: Readonly<Partial<Record<Format, () => string>>>;
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
  const paint = toScreen && !colourRefused(environment) && (forced || process.stdout.isTTY === true);
  return { columns: Math.max(40, columns), paint, lang };
};

const withNotices = (result: Result, notices: readonly Notice[]): Result =>
  result.kind === 'report'
    ? { ...result, report: { ...result.report, notices: [...notices, ...result.report.notices] } }
    : result;

/** Formats that a document about a report takes the place of. */
const documentIn: readonly Format[] = ['terminal', 'markdown'];

const documentFormats: readonly Format[] = ['terminal', 'json', 'yaml'];

const noSuchFormat = (format: Format, known: readonly Format[]): RequestError =>
  new RequestError('bad-flag', `this command has no ${format} output`, [
    `it takes -o ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
  ]);

const rendered = async (result: Result, notices: readonly Notice[], format: Format, options: RenderOptions) => {
  if (result.kind === 'report') {
    if (result.document !== undefined && documentIn.includes(format)) return result.document;
    const renderer = await renderers[format]();
    return renderer.render(result.report, { ...options, brief: result.brief === true });
  }
  if (format === 'json') return `${JSON.stringify({ ...result.document, notices })}\n`;
  if (format === 'yaml') {
    const { yamlText } = await import('../report/text/yaml-text.ts');
    return yamlText({ ...result.document, notices });
  }
  if (format === 'terminal') return result.text(options);
  const written = result.formats?.[format]?.();
  if (written !== undefined) return written;
  throw noSuchFormat(format, documentFormats);
};

const isFormat = (name: string): name is Format => (formatNames as readonly string[]).includes(name);

const splitFile = (text: string): { readonly format: Format; readonly path: string } => {
  const at = text.indexOf('=');
  const format = text.slice(0, at);
  if (at > 0 && isFormat(format) && at + 1 < text.length) return { format, path: text.slice(at + 1) };
  throw new RequestError('bad-flag', `--report ${text} is not FORMAT=PATH`, [`formats: ${formatNames.join(', ')}`]);
};

/** What is known to go wrong before there is a result. Throws RequestError. */
export const checkPublication = async (
  publication: Pick<Publication, 'format' | 'files' | 'outputFile'>,
  kind: Result['kind'],
  further: readonly Format[] = [],
): Promise<void> => {
  const copies = publication.files.map(splitFile);
  const formats = [publication.format, ...copies.map(({ format }) => format)];
  const wrong = formats.find((format) => kind === 'document' && ![...documentFormats, ...further].includes(format));
  if (wrong !== undefined) throw noSuchFormat(wrong, [...documentFormats, ...further]);
  const { outputFile } = publication;
  for (const path of [...(outputFile === undefined ? [] : [outputFile]), ...copies.map((copy) => copy.path)]) {
    await checkFilePath(path);
  }
};

/** Writes the file; false, said on stderr, when it cannot be: the other results are worth having all the same. */
const write = async (path: string, text: string): Promise<boolean> => {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    const failure = systemFailure(error, path);
    if (failure === undefined) throw error;
    process.stderr.write(
      failureText(failureOf(new RequestError('unwritable', `${path} cannot be written: ${failure.reason}`))),
    );
    return false;
  }
  process.stderr.write(`written: ${escapeText(path)}\n`);
  return true;
};

const exitCodeOf = (result: Result): number =>
  result.kind === 'report' ? result.report.exitCode : result.document.exitCode;

/**
 * Prints the result, writes the further copies, sets the exit code. Warnings a screen report does not show go to stderr.
 * A result whose file cannot be written is printed instead: it is never lost.
 */
export const publish = async (publication: Publication): Promise<void> => {
  const { format, lang, notices, outputFile } = publication;
  const copies = publication.files.map(splitFile);
  const result = withNotices(publication.result, notices);
  const text = await rendered(result, notices, format, renderOptions(lang, outputFile === undefined));
  if (result.kind === 'report' && (format !== 'terminal' || outputFile !== undefined)) {
    for (const { message } of publication.result.kind === 'report' ? publication.result.report.notices : []) {
      process.stderr.write(`warning: ${escapeText(message)}\n`);
    }
  }
  let written = true;
  if (outputFile === undefined) process.stdout.write(text);
  else if (!(await write(outputFile, text))) {
    written = false;
    process.stdout.write(text);
  }
  for (const copy of copies) {
    const made = await write(copy.path, await rendered(result, notices, copy.format, renderOptions(lang, false)));
    written &&= made;
  }
  process.exitCode = written ? exitCodeOf(result) : exitCode.request;
};
