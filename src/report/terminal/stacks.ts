import type { StackGroupRow, ThreadsView } from '../../model/report.ts';
import { count } from '../text/number.ts';
import { elide, elideName, nameList, pad } from './fit.ts';
import type { Page } from './page.ts';

const maxGroups = 6;
const maxFrames = 5;
const indent = 8;

/** A frame with the application's own marked: it is where somebody can change something. */
const frameLine = (page: Page, frame: string, isApplication: boolean, at: number): string => {
  const text = elideName(page, frame, page.columns - at);
  if (!isApplication) return `${' '.repeat(at)}${text}`;
  return `${' '.repeat(at - 2)}${page.paint.cyan(page.sign.here)} ${page.paint.bold(text)}`;
};

const isPlatform = (frame: string): boolean => /^(?:java|javax|jdk|sun|com\.sun)\./.test(frame);

/**
 * Which frames to show: the top one, which says how the thread waits or works, then those outside of the JDK, which say why. A stack of
 * JDK frames alone shows its top.
 */
const chosen = (frames: readonly string[], application: string | undefined, most: number): readonly number[] => {
  const outside = frames.flatMap((frame, index) => (index > 0 && !isPlatform(frame) ? [index] : []));
  const picked = outside.length === 0 ? frames.map((_, index) => index) : [0, ...outside];
  const top = picked.slice(0, most);
  const at = application === undefined ? -1 : frames.indexOf(application);
  return at === -1 || top.includes(at) ? top : [...top.slice(0, -1), at];
};

type Frames = {
  readonly frames: readonly string[];
  readonly application: string | undefined;
  readonly most: number;
  /** Column the frames begin at. */
  readonly at: number;
};

/** The chosen frames with a gap where some are left out, and the index of the last one. */
export const frameLines = (
  page: Page,
  { frames, application, most, at }: Frames,
): { readonly lines: readonly string[]; readonly last: number } => {
  const gap = page.paint.dim(`${' '.repeat(at)}${page.sign.ellipsis}`);
  const lines: string[] = [];
  let next = 0;
  const show = (index: number) => lines.push(frameLine(page, frames[index] ?? '', frames[index] === application, at));
  for (const index of chosen(frames, application, most)) {
    if (index === next + 1) show(next);
    else if (index > next) lines.push(gap);
    show(index);
    next = index + 1;
  }
  if (application === undefined || frames.includes(application)) return { lines, last: next - 1 };
  return { lines: [...lines, gap, frameLine(page, application, true, at)], last: frames.length };
};

const stackLines = (page: Page, { frames, applicationFrame, totalFrames }: StackGroupRow): readonly string[] => {
  const { lines, last } = frameLines(page, {
    frames,
    application: applicationFrame ?? undefined,
    most: maxFrames,
    at: indent,
  });
  const more = totalFrames - last - 1;
  if (more <= 0 || last === frames.length) return lines;
  return [...lines, page.paint.dim(`${' '.repeat(indent)}${page.texts.moreFrames(more)}`)];
};

const groupLines = (page: Page, row: StackGroupRow): readonly string[] => {
  const amount = `${pad(page, count(row.count), indent - 3, 'right')} ${page.sign.times} `;
  const state = elide(page, row.state, 24);
  const room = page.columns - page.width(amount) - page.width(state) - 2;
  const names = nameList(page, row.threads, row.count, room);
  const title = `${page.paint.bold(amount + state)}${names === '' ? '' : `  ${page.paint.dim(names)}`}`;
  return [title, ...stackLines(page, row)];
};

/** Stacks by how many threads stand in them, without the idle ones and those of the JVM itself. */
export const stacksSection = (page: Page, view: ThreadsView): readonly string[] => {
  const withStack = view.stacks.filter(({ totalFrames }) => totalFrames > 0);
  const busy = withStack.filter(({ idle }) => !idle);
  const idle = withStack.filter((row) => row.idle);
  const shown = busy.slice(0, maxGroups);
  const more = view.stacksTotal - (view.stacks.length - busy.length) - shown.length;
  // A leak of idle threads: what most of the JVM's threads do is the picture, idle or not.
  const crowd = idle.filter((row) => row.count > view.total / 2);
  const hidden = idle.filter((row) => !crowd.includes(row));
  const hiddenThreads = hidden.reduce((sum, row) => sum + row.count, 0);
  const notes = [
    ...(more > 0 && shown.length > 0 ? [page.texts.moreStacks(more)] : []),
    ...(hidden.length > 0 ? [page.texts.idleStacks(count(hiddenThreads), hidden.length)] : []),
  ];
  return [
    ...[...crowd, ...shown].flatMap((row) => groupLines(page, row)),
    ...notes.map((note) => page.paint.dim(elide(page, note, page.columns))),
  ];
};
