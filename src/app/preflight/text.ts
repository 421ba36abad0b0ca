import type { RenderOptions } from '../../model/renderer.ts';
import type { ProbeSurvey, RungSurvey } from '../../probe/ladder/survey.ts';
import { wrap } from '../../report/terminal/fit.ts';
import { type Page, pageOf } from '../../report/terminal/page.ts';
import { escapeText } from '../../report/text/escape.ts';
import { columns } from '../columns.ts';
import type { AccessAnswer } from './access.ts';
import type { Looked, Preflight } from './looked.ts';

const words = { usable: 'usable', 'needs-allowance': 'needs a yes', refused: 'refused' } as const;

const left: Readonly<Record<RungSurvey['leaves'], string | undefined>> = {
  nothing: undefined,
  'log-output': "leaves output in the application's log",
  'temp-file': 'a temporary file, removed',
  permanent: 'leaves something for good',
};

const costs: Readonly<Record<RungSurvey['cost'], string | undefined>> = {
  none: 'no pause',
  safepoint: undefined,
  'full-gc': 'a full collection',
  'stops-jvm': 'stops the JVM',
};

/** What it costs, or why not and what would help. */
const remarks = ({ status, reason, need, cost, leaves, estimatedPauseMs }: RungSurvey): readonly string[] => {
  const pause = estimatedPauseMs === undefined ? costs[cost] : `pauses the JVM for about ${estimatedPauseMs} ms`;
  const does = [pause, left[leaves]].filter((part) => part !== undefined).join('; ');
  const needs = need === undefined ? [] : [`needs: ${need}`];
  if (status === 'usable') return [does];
  return status === 'refused'
    ? [reason ?? '', ...needs]
    : [`${[reason, does].filter((part) => part !== '').join('; ')}`, ...needs];
};

const painted = (page: Page, status: RungSurvey['status'], text: string): string => {
  const { green, yellow, dim } = page.paint;
  return { usable: green, 'needs-allowance': yellow, refused: dim }[status](text);
};

const rungLines = (page: Page, rung: RungSurvey, nameCells: number): readonly string[] => {
  const status = words[rung.status];
  const margin = 4 + 13 + nameCells + 2;
  const body = remarks(rung).flatMap((remark) =>
    wrap(page, escapeText(remark), Math.max(30, page.proseColumns - margin)),
  );
  const head = `    ${painted(page, rung.status, status)}${' '.repeat(13 - status.length)}${rung.rung.padEnd(nameCells + 2)}`;
  return (body.length === 0 ? [''] : body).map((line, index) => (index === 0 ? head : ' '.repeat(margin)) + line);
};

const probeLines = (page: Page, survey: ProbeSurvey, nameCells: number): readonly string[] => [
  `  ${survey.title}`,
  ...survey.rungs.flatMap((rung) => rungLines(page, rung, nameCells)),
];

const targetLines = (page: Page, looked: Looked): readonly string[] => {
  const title = page.paint.bold(escapeText(looked.target));
  if (looked.evidence === undefined)
    return [
      title,
      ...wrap(page, `not looked into: ${escapeText(looked.reason ?? '')}`, page.proseColumns - 2).map(
        (line) => `  ${line}`,
      ),
    ];
  const { version, mainClass, pid, threads } = looked;
  const about = [
    version === undefined ? 'java' : `java ${version}`,
    `pid ${pid}`,
    `${threads} threads`,
    ...(mainClass === undefined ? [] : [mainClass]),
  ];
  const nameCells = Math.max(0, ...looked.evidence.flatMap(({ rungs }) => rungs.map(({ rung }) => rung.length)));
  return [
    title,
    `  ${escapeText(about.join(', '))}`,
    ...looked.evidence.flatMap((each) => probeLines(page, each, nameCells)),
  ];
};

const accessRow = (page: Page, { allowed, purpose, check }: AccessAnswer): readonly string[] => {
  const { green, red, yellow } = page.paint;
  const answer = allowed === undefined ? yellow('?') : allowed ? green('yes') : red('no');
  return [`  ${answer}`, purpose, escapeText(check)];
};

const accessLines = (page: Page, { access, place }: Preflight): readonly string[] => {
  const namespaces = [...new Set(access.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace])))];
  return namespaces.flatMap((namespace) => [
    page.paint.bold(`What you may do in namespace ${escapeText(namespace)} (${escapeText(place ?? '')})`),
    columns(
      access
        .filter((each) => each.namespace === namespace || each.namespace === undefined)
        .map((each) => accessRow(page, each)),
    ).trimEnd(),
  ]);
};

/** The table for a person: every JVM with its ways, then what the cluster allows. */
export const preflightText = (preflight: Preflight, options: RenderOptions): string => {
  const page = pageOf(options);
  const blocks = [...preflight.targets.map((each) => targetLines(page, each)), accessLines(page, preflight)];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};
