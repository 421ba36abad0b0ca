import type { LockRow, ThreadsView } from '../../model/report.ts';
import { count } from '../text/number.ts';
import { elide, elideName, nameList } from './fit.ts';
import type { Page } from './page.ts';
import { frameLines } from './stacks.ts';

const maxLocks = 6;
const maxHolderFrames = 3;

const holderLines = (page: Page, row: LockRow): readonly string[] => {
  const { texts, paint } = page;
  const room = page.columns - 4;
  if (row.holder !== null) {
    const { lines } = frameLines(page, {
      frames: row.holderFrames,
      application: row.holderApplicationFrame ?? undefined,
      most: maxHolderFrames,
      at: 6,
    });
    return [`    ${elide(page, texts.heldBy(`"${row.holder}"`), room)}`, ...lines];
  }
  const likely = row.likelyHolders ?? [];
  if (likely.length === 0) return [`    ${paint.dim(elide(page, texts.holderUnknown, room))}`];
  const names = nameList(page, likely, likely.length, room - page.width(texts.likelyHeldBy('')));
  return [`    ${elide(page, texts.likelyHeldBy(names), room)}`];
};

const lockLines = (page: Page, row: LockRow): readonly string[] => {
  const { texts, paint } = page;
  const kind = row.kind === 'monitor' ? texts.monitor : texts.synchronizer;
  const address = row.address === null ? '' : `<${elide(page, row.address, 20)}>`;
  const waiters = texts.waiting(count(row.waiters));
  const room = page.columns - 6 - page.width(waiters) - page.width(kind) - page.width(address);
  const what = [kind, row.className === null ? '' : elideName(page, row.className, Math.max(8, room)), address];
  const name = elide(page, what.filter((part) => part !== '').join(' '), page.columns - page.width(waiters) - 4);
  const names = nameList(page, row.waiterNames, row.waiters, page.columns - 4);
  return [
    `  ${paint.bold(waiters)}  ${name}`,
    ...(names === '' ? [] : [`    ${paint.dim(names)}`]),
    ...holderLines(page, row),
  ];
};

/** Deadlocks, then locks somebody waits for, most waiters first, and what their holders do. */
export const locksSection = (page: Page, view: ThreadsView): readonly string[] => {
  const shown = view.locks.slice(0, maxLocks);
  const more = view.locksTotal - shown.length;
  const cycles = view.deadlocks.map(({ members }) => {
    const names = members.map(({ name }) => name);
    const cycle = page.texts.deadlock([...names, ...names.slice(0, 1)].join(` ${page.sign.arrow} `));
    return `  ${page.paint.red(elide(page, cycle, page.columns - 2))}`;
  });
  const rest = more > 0 ? [page.paint.dim(`  ${elide(page, page.texts.moreLocks(more), page.columns - 2)}`)] : [];
  return [...cycles, ...shown.flatMap((row) => lockLines(page, row)), ...rest];
};
