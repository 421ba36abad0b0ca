import { readFile } from 'node:fs/promises';
import { RequestError } from '../model/exit-code.ts';
import type { Lang } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import { blockNames, incidentBlocks } from '../report/incident/blocks.ts';
import { fillTemplate, incidentTemplate, unknownBlocks } from '../report/incident/template.ts';
import type { IncidentTimes } from '../report/incident/times.ts';
import { visibleReport } from '../report/text/visible.ts';
import { systemFailure } from './system-error.ts';

/** Throws RequestError for moments that cannot follow each other. */
const checkOrder = ({ startedAtMs, detectedAtMs, resolvedAtMs }: IncidentTimes): void => {
  const given = [startedAtMs, detectedAtMs, resolvedAtMs].filter((ms) => ms !== undefined);
  if (given.every((ms, index) => index === 0 || ms >= (given[index - 1] as number))) return;
  throw new RequestError(
    'bad-flag',
    'the incident cannot have been detected before it started, or resolved before it was detected',
  );
};

const textOf = async (template: string, lang: Lang): Promise<string> => {
  if (template === 'incident') return incidentTemplate(lang);
  try {
    return await readFile(template, 'utf8');
  } catch (error) {
    const failure = systemFailure(error, template);
    if (failure === undefined) throw error;
    throw new RequestError('bad-template', `the template ${template} cannot be read: ${failure.reason}`, [
      '--template incident is the one jdiag brings along',
    ]);
  }
};

/** Reads and checks a template before anything else is done. Throws RequestError, with the line of a name nobody knows. */
const readTemplate = async (template: string, lang: Lang): Promise<string> => {
  const text = await textOf(template, lang);
  const [wrong] = unknownBlocks(text);
  if (wrong === undefined) return text;
  throw new RequestError('bad-template', `${template}:${wrong.line}: there is no block {{${wrong.name}}}`, [
    `blocks: ${blockNames.join(', ')}`,
  ]);
};

type DocumentFlags = {
  readonly template: string;
  readonly lang: Lang;
  readonly started?: number | undefined;
  readonly detected?: number | undefined;
  readonly resolved?: number | undefined;
};

const timesOf = (flags: DocumentFlags): IncidentTimes => {
  const times = {
    startedAtMs: flags.started,
    detectedAtMs: flags.detected,
    resolvedAtMs: flags.resolved,
  };
  return Object.fromEntries(Object.entries(times).filter(([, ms]) => ms !== undefined));
};

/** What writes the document of a report, in Markdown. Template and times are checked before: throws RequestError. */
export const prepareDocument = async (flags: DocumentFlags): Promise<(report: Report) => Promise<string>> => {
  const times = timesOf(flags);
  checkOrder(times);
  const template = await readTemplate(flags.template, flags.lang);
  return async (report) => fillTemplate(template, incidentBlocks(visibleReport(report), flags.lang, times));
};
