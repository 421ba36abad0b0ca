import type { PodRow } from '../../model/report.ts';
import type { Subject } from '../../model/subject.ts';
import { count, duration, quantity } from '../text/number.ts';
import { byUrgency } from '../text/pods.ts';
import type { Page } from './page.ts';
import { type Column, table } from './table.ts';

/** A screen of them: the others follow in JSON. */
const maxRows = 40;

/** `(run 2)`: which of the JVMs that a recording saw in this container, one after the other. */
const runOf = ({ subject }: PodRow, subjects: readonly Subject[]): string =>
  / \(run \d+\)$/.exec(subjects.find(({ id }) => id === subject)?.name ?? '')?.[0] ?? '';

const columnsOf = (page: Page, rows: readonly PodRow[], subjects: readonly Subject[]): readonly Column<PodRow>[] => {
  const { podColumn: title, ...texts } = page.texts;
  const { none } = page.sign;
  const several = new Set(rows.map(({ namespace }) => namespace)).size > 1;
  const containers = new Set(rows.map(({ container }) => container)).size > 1;
  const nameOf = (row: PodRow): string =>
    `${several ? `${row.namespace}/` : ''}${row.pod}${containers ? ` ${row.container}` : ''}${runOf(row, subjects)}`;
  return [
    { title: title.pod, align: 'left', priority: 0, cell: nameOf },
    {
      title: title.node,
      align: 'left',
      priority: rows.some(({ nodeReady }) => nodeReady === false) ? 0 : 5,
      maxCells: 28,
      cell: ({ node, nodeReady }) => `${node ?? none}${nodeReady === false ? ` ${texts.notReady}` : ''}`,
    },
    { title: title.age, align: 'right', priority: 4, cell: ({ ageMs }) => (ageMs === null ? none : duration(ageMs)) },
    { title: title.restarts, align: 'right', priority: 0, cell: ({ restarts }) => count(restarts) },
    {
      title: title.lastExit,
      align: 'left',
      priority: 3,
      cell: ({ lastExit, state, reason }) => {
        const now = state === 'running' ? [] : [reason ?? state];
        if (lastExit === null) return now[0] ?? none;
        const { reason: why, exitCode, agoMs } = lastExit;
        const end = `${why ?? ''} ${exitCode}`.trim();
        return [...(now[0] === why ? [] : now), agoMs === null ? end : `${end}, ${texts.ago(duration(agoMs))}`].join(
          '; ',
        );
      },
    },
    {
      title: title.memory,
      align: 'right',
      priority: 0,
      cell: ({ memoryBytes, memoryLimitBytes }) =>
        memoryBytes === null && memoryLimitBytes === null
          ? none
          : `${memoryBytes === null ? none : quantity(memoryBytes)}/${memoryLimitBytes === null ? none : quantity(memoryLimitBytes)}`,
    },
    {
      title: title.threads,
      align: 'right',
      priority: 0,
      cell: ({ threads, threadsPerMinute }) => {
        if (threads === null) return none;
        const births = threadsPerMinute === null ? 0 : Math.round(threadsPerMinute);
        return births === 0 ? count(threads) : `${count(threads)} (+${count(births)})`;
      },
    },
    {
      title: title.gc,
      align: 'right',
      priority: 2,
      cell: ({ gcPct }) => (gcPct === null ? none : gcPct.toFixed(1)),
    },
    {
      title: title.probe,
      align: 'left',
      priority: 1,
      cell: ({ probe }) => {
        if (probe === null) return none;
        return probe.failing ? `${texts.probe.failing} ${probe.failures}` : texts.probe.ok;
      },
    },
    {
      title: title.dies,
      align: 'left',
      priority: 0,
      cell: ({ diesIn }) =>
        diesIn === null
          ? none
          : `${diesIn.lowMs === 0 ? '0' : duration(diesIn.lowMs)} ${page.sign.arrow} ${duration(diesIn.highMs)}, ${diesIn.limit}`,
    },
  ];
};

/** A column in which nothing is known of any pod goes first where there is no room for all. */
const tellingFirst = (page: Page, rows: readonly PodRow[], columns: readonly Column<PodRow>[]) =>
  columns.map((column) =>
    rows.every((row) => column.cell(row) === page.sign.none) ? { ...column, priority: column.priority + 10 } : column,
  );

/** The pods of the run as one table, the next to die first. */
export const podsTable = (
  page: Page,
  rows: readonly PodRow[],
  subjects: readonly Subject[] = [],
): readonly string[] => {
  if (rows.length === 0) return [];
  const shown = byUrgency(rows).slice(0, maxRows);
  const left = rows.length - shown.length;
  return [
    ...table(page, tellingFirst(page, shown, columnsOf(page, rows, subjects)), shown),
    ...(left === 0 ? [] : [page.texts.morePods(left)]),
  ];
};
