import type { GcView } from '../../model/gc-view.ts';
import { collectionsOf, floorHeights, spacesOf } from '../gc/spaces.ts';
import { bytes } from '../text/bytes.ts';
import { clip } from '../text/escape.ts';
import { count, duration, percent, time } from '../text/number.ts';
import type { Texts } from '../text/texts.ts';
import { code } from './escape.ts';

const limit = { name: 80, collections: 4, beside: 4 };

const headOf = ({ gc }: Texts, view: GcView): string => {
  const span = view.spanMs === null || view.spanMs === 0 ? undefined : duration(view.spanMs);
  return [
    view.collector ?? gc.collectorUnknown,
    ...(view.heapMaxBytes === null ? [] : [gc.heapMax(bytes(view.heapMaxBytes))]),
    view.source === 'log'
      ? gc.fromLog(count(view.collectionsTotal), span)
      : gc.fromSamples(gc.source[view.source], count(view.total), span),
  ].join(', ');
};

const spacesLine = ({ gc }: Texts, view: GcView): readonly string[] => {
  const spaces = spacesOf(view).map(({ space, usedBytes, capacityBytes, usedPct }) => {
    const used = usedBytes === null ? '' : ` ${bytes(usedBytes)}`;
    const of = capacityBytes === null ? '' : ` / ${bytes(capacityBytes)}`;
    return `${gc.space[space]}${used}${of}${usedPct === null ? '' : ` (${percent(usedPct)})`}`;
  });
  return spaces.length === 0 ? [] : [spaces.join(', ')];
};

const floorLine = ({ gc }: Texts, view: GcView): readonly string[] => {
  const { values, unit } = floorHeights(view);
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined || values.length < 2) return [];
  const text = unit === 'bytes' ? bytes : percent;
  return [`${gc.heading.floor.toLowerCase()}: ${gc.floor(count(view.floorsTotal), text(first), text(last), '->')}`];
};

/** The collections of one source for a code block: what is full, what is left, what ran how often and how long. */
export const gcLines = (texts: Texts, view: GcView): readonly string[] => {
  const { gc } = texts;
  const collections = collectionsOf(view, limit.collections).map((row) => {
    const name = [gc.kind[row.kind] ?? row.kind, row.phase, row.cause].filter((part) => part !== null).join(', ');
    const longest = row.longestMs === null ? '' : `, ${gc.column.longest.toLowerCase()} ${duration(row.longestMs)}`;
    return `${count(row.count).padStart(6)}  ${clip(name, limit.name)}  (${row.durationMs === 0 ? '-' : duration(row.durationMs)}${longest})`;
  });
  const beside = (view.beside ?? [])
    .slice(0, limit.beside)
    .map(({ what, name, first, last, most, mostAt, limit: size }) => {
      const peak = gc.mostOf(count(most), size === null ? undefined : count(size), time(mostAt));
      return `${gc.beside[what]}${name === null ? '' : `, ${clip(name, limit.name)}`}: ${count(first)} -> ${count(last)} (${peak})`;
    });
  return [headOf(texts, view), ...spacesLine(texts, view), ...floorLine(texts, view), ...collections, ...beside].map(
    code,
  );
};
