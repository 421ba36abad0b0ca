import type { WatchedJvm, WatchedSpace } from '../../model/gc-watch.ts';
import { elide, flow, pad } from '../terminal/fit.ts';
import { bar, grouped, sparkline } from '../terminal/graph.ts';
import type { Page } from '../terminal/page.ts';
import { bytes } from '../text/bytes.ts';
import { escapeText } from '../text/escape.ts';
import { count, decimal, duration } from '../text/number.ts';
import type { WatchTexts } from '../text/watch.ts';

/** A page as wide as the panel. */
export type PanelPage = Page & { readonly watch: WatchTexts };

const percent = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)}%`;
/** Above these shares of its room a space is drawn as a warning, as critical. */
const highShare = 0.85;
const criticalShare = 0.95;
/** Shares of time stood still, in percent. */
const highStoodPct = 10;
const criticalStoodPct = 20;

const painted = (page: Page, text: string, value: number, high: number, critical: number): string =>
  value >= critical ? page.paint.red(text) : value >= high ? page.paint.yellow(text) : page.paint.green(text);

const labelCells = (page: PanelPage): number =>
  Math.max(
    ...Object.values(page.watch.label).map(page.width),
    ...(['young', 'old', 'heap', 'metaspace'] as const).map((space) => page.width(page.texts.gc.space[space])),
  );

const labelled = (page: PanelPage, label: string): string => `${page.paint.dim(pad(page, label, labelCells(page)))} `;

const about = (page: PanelPage, jvm: WatchedJvm): string =>
  [
    jvm.jdk === undefined ? undefined : `JDK ${jvm.jdk}`,
    jvm.collector,
    jvm.uptimeMs === undefined ? undefined : page.texts.uptime(duration(jvm.uptimeMs)),
    jvm.restarts === 0 ? undefined : page.watch.restarts(jvm.restarts),
  ]
    .filter((part) => part !== undefined)
    .join(` ${page.sign.dot} `);

/** Filled against what the space may grow to; generational ZGC has no capacity of old worth the name. */
const spaceLine = (page: PanelPage, { space, usedBytes, capacityBytes, maxBytes }: WatchedSpace): string => {
  const room = maxBytes ?? capacityBytes;
  const share = room === undefined || room === 0 ? undefined : usedBytes / room;
  const figures = room === undefined ? bytes(usedBytes) : `${bytes(usedBytes)} / ${bytes(room)}`;
  const label = labelled(page, page.texts.gc.space[space]);
  const text = `${share === undefined ? '' : percent(100 * share).padStart(5)}  ${figures}`;
  const cells = Math.min(48, page.columns - labelCells(page) - 1 - Math.max(28, page.width(text)) - 1);
  if (share === undefined || cells < 5)
    return label + elide(page, text.trimStart(), page.columns - labelCells(page) - 1);
  // Young and the heap as a whole fill up all the time, metaspace always fills what is committed: only a limit is worth a colour.
  const drawn = bar(page, Math.min(1, share), cells);
  const isTelling = (space === 'old' || space === 'metaspace') && maxBytes !== undefined;
  return `${label}${isTelling ? painted(page, drawn, share, highShare, criticalShare) : page.paint.cyan(drawn)} ${text}`;
};

const graphLine = (
  page: PanelPage,
  label: string,
  values: readonly (number | null)[],
  text: string,
  range: { readonly least?: number; readonly most?: number },
): string => {
  const room = page.columns - labelCells(page) - 1;
  const words = elide(page, text, room);
  const cells = Math.min(60, room - page.width(words) - 1);
  const start = labelled(page, label);
  if (cells < 6) return start + words;
  const graph = sparkline(page, grouped(values.slice(-cells * 2), cells), cells, range);
  return `${start}${page.paint.cyan(pad(page, graph, cells, 'right'))} ${words}`;
};

const rateWords = (page: PanelPage, { rates }: WatchedJvm): string => {
  const { watch, sign } = page;
  if (rates === undefined) return '';
  const { youngPerMinute, fullPerMinute, pausesPerMinute, meanPauseMs } = rates;
  return [
    youngPerMinute === undefined ? undefined : watch.perMinute(decimal(youngPerMinute), watch.young),
    fullPerMinute === undefined ? undefined : watch.perMinute(decimal(fullPerMinute), watch.full),
    pausesPerMinute === undefined || (youngPerMinute !== undefined && pausesPerMinute === 0)
      ? undefined
      : watch.perMinute(decimal(pausesPerMinute), watch.pauses),
    meanPauseMs === undefined
      ? undefined
      : watch.mean(meanPauseMs < 10 ? `${decimal(meanPauseMs)} ms` : duration(meanPauseMs)),
  ]
    .filter((part) => part !== undefined)
    .join(` ${sign.dot} `);
};

const stoodWords = (page: PanelPage, { rates }: WatchedJvm): string =>
  [
    rates?.stoodPct === undefined ? undefined : page.watch.stood(percent(rates.stoodPct)),
    rates?.allocatedBytesPerSecond === undefined
      ? undefined
      : page.watch.allocates(bytes(rates.allocatedBytesPerSecond)),
  ]
    .filter((part) => part !== undefined)
    .join(` ${page.sign.dot} `);

/** Something else than time is missing. */
const isOpen = ({ verdict: { level, text } }: WatchedJvm): boolean => level === 'unknown' && text !== '';

const floorWords = (page: PanelPage, jvm: WatchedJvm): string => {
  const { watch, sign } = page;
  const { floor } = jvm;
  if (floor.firstBytes === undefined && isOpen(jvm)) return sign.none;
  if (floor.firstBytes === undefined || floor.lastBytes === undefined) return watch.noFloor;
  const rising =
    floor.bytesPerHour === undefined ? undefined : `${floor.bytesPerHour >= 0 ? '+' : ''}${bytes(floor.bytesPerHour)}`;
  return [
    watch.left(bytes(floor.firstBytes), bytes(floor.lastBytes), floor.count, sign.arrow),
    rising === undefined ? undefined : watch.slope(rising),
    floor.fullInMs === undefined ? undefined : watch.fullIn(duration(floor.fullInMs)),
  ]
    .filter((part) => part !== undefined)
    .join(` ${sign.dot} `);
};

/** What is wrong now, or why nothing can be said: one line that changes as evidence comes. */
export const verdictLine = (page: PanelPage, jvm: WatchedJvm): string => {
  const { watch, paint } = page;
  const stopped =
    jvm.state === 'gap' ? watch.gap(escapeText(jvm.reason ?? '')) : watch.ended(escapeText(jvm.reason ?? ''));
  if (jvm.state === 'waiting') return paint.dim(elide(page, watch.waiting, page.columns));
  const { level, text, more, waitMs } = jvm.verdict;
  // What has ended will not be collected again.
  const early = waitMs === undefined || jvm.state === 'ended' ? watch.tooEarly : watch.minutes(duration(waitMs));
  const words = level === 'clear' ? watch.clear : text === '' ? early : escapeText(text);
  const label = isOpen(jvm) ? watch.open : watch.level[level];
  const said = `${label}: ${words}${more > 0 ? ` (${watch.more(more)})` : ''}`;
  const all = jvm.state === 'following' ? said : `${stopped} ${page.sign.dot} ${said}`;
  const line = elide(page, all, page.columns);
  if (level === 'critical') return paint.red(line);
  if (level === 'warning' || jvm.state !== 'following') return paint.yellow(line);
  return level === 'clear' ? paint.green(line) : line;
};

const name = (page: PanelPage, jvm: WatchedJvm): readonly string[] => {
  const words = about(page, jvm);
  const title = elide(page, escapeText(jvm.name), page.columns);
  const isShort = page.width(title) + 2 + page.width(words) <= page.columns;
  if (isShort) return [`${page.paint.bold(title)}  ${page.paint.dim(words)}`];
  return [page.paint.bold(title), page.paint.dim(elide(page, words, page.columns))];
};

/** All that is known of one JVM, ten lines at most; no line wider than the page. */
export const panel = (page: PanelPage, jvm: WatchedJvm): readonly string[] => {
  if (jvm.readings === 0) return [...name(page, jvm), verdictLine(page, jvm)];
  const { history } = jvm;
  const hasOld = jvm.spaces.some(({ space }) => space === 'old');
  const stoodPct = jvm.rates?.stoodPct;
  const stood = graphLine(page, page.watch.label.stood, history.stood, stoodWords(page, jvm), {
    least: 0,
    most: Math.max(0.05, ...history.stood.map((share) => share ?? 0)),
  });
  return [
    ...name(page, jvm),
    ...jvm.spaces.filter(({ space }) => space !== 'heap' || !hasOld).map((space) => spaceLine(page, space)),
    graphLine(page, page.watch.label.used, history.used, usedWords(page, jvm), { least: 0 }),
    graphLine(page, page.watch.label.collections, history.collections, rateWords(page, jvm), { least: 0 }),
    stoodPct !== undefined && stoodPct >= highStoodPct
      ? painted(page, stood, stoodPct, highStoodPct, criticalStoodPct)
      : stood,
    labelled(page, page.watch.label.left) + elide(page, floorWords(page, jvm), page.columns - labelCells(page) - 1),
    verdictLine(page, jvm),
  ];
};

const usedWords = (page: PanelPage, jvm: WatchedJvm): string => {
  const known = jvm.history.used.filter((value) => value !== null);
  const most = known.length === 0 ? undefined : Math.max(...known);
  return [
    jvm.lastCause === undefined || jvm.lastCause === 'No GC' ? undefined : escapeText(jvm.lastCause),
    most === undefined ? undefined : `${page.sign.times === 'x' ? 'max ' : '\u2264 '}${bytes(most)}`,
  ]
    .filter((part) => part !== undefined)
    .join(` ${page.sign.dot} `);
};

/** One line of a JVM where there is no room for panels. */
export const compactLine = (page: PanelPage, jvm: WatchedJvm): string => {
  const old = jvm.spaces.find(({ space }) => space === 'old') ?? jvm.spaces.find(({ space }) => space === 'heap');
  const room = old?.maxBytes ?? old?.capacityBytes;
  const share = old === undefined || !room ? undefined : old.usedBytes / room;
  const parts = [
    share === undefined ? undefined : `${page.texts.gc.space[old?.space ?? 'old']} ${percent(100 * share)}`,
    jvm.rates?.fullPerMinute === undefined
      ? undefined
      : page.watch.perMinute(decimal(jvm.rates.fullPerMinute), page.watch.full),
    jvm.rates?.stoodPct === undefined ? undefined : page.watch.stood(percent(jvm.rates.stoodPct)),
    jvm.restarts === 0 ? undefined : page.watch.restarts(jvm.restarts),
    jvm.state === 'following'
      ? isOpen(jvm)
        ? page.watch.open
        : page.watch.level[jvm.verdict.level]
      : jvm.state === 'waiting'
        ? page.watch.waiting
        : jvm.state === 'gap'
          ? page.watch.gap('')
          : page.watch.ended(''),
    jvm.state === 'following' && jvm.verdict.text !== '' ? escapeText(jvm.verdict.text) : undefined,
  ].filter((part) => part !== undefined);
  const [line = ''] = flow(page, [`${escapeText(jvm.name)}: ${parts.join(` ${page.sign.dot} `)}`], '', page.columns);
  return line;
};

/** `count` of readings, for plain lines. */
export const readingsText = count;
