import type { RenderOptions } from '../../model/renderer.ts';
import { textsOf } from '../text/language.ts';
import type { Texts } from '../text/texts.ts';
import { type Width, widthOf } from '../text/width.ts';
import { type Paint, paintOf } from './paint.ts';

/** Signs outside of ASCII, each one cell wide, or what stands for them. */
const signs = {
  unicode: {
    none: '\u2014',
    ellipsis: '\u2026',
    times: '\u00d7',
    dot: '\u00b7',
    here: '\u25b8',
    arrow: '\u2192',
    rule: '\u2500',
  },
  ascii: { none: '-', ellipsis: '~', times: 'x', dot: '|', here: '>', arrow: '>', rule: '-' },
} as const;

/** What every section needs to lay itself out. */
export type Page = {
  readonly columns: number;
  /** Prose is not set wider than this, however wide the terminal. */
  readonly proseColumns: number;
  readonly width: Width;
  readonly paint: Paint;
  readonly texts: Texts;
  readonly sign: (typeof signs)['unicode' | 'ascii'];
};

export const pageOf = (options: RenderOptions): Page => {
  const columns = Math.max(40, Math.floor(options.columns));
  return {
    columns,
    proseColumns: Math.min(columns, 110),
    width: widthOf,
    paint: paintOf(options.paint),
    texts: textsOf(options.lang),
    sign: options.unicode === false ? signs.ascii : signs.unicode,
  };
};
