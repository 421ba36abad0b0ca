import type { Report } from './report.ts';

export type Lang = 'en' | 'ko';

/**
 * `columns`: width of the terminal in cells. `paint`: ANSI colours, only for a terminal that wants them.
 * `unicode` false: no dashes, boxes and ellipses outside of ASCII (default true).
 */
export type RenderOptions = {
  readonly columns: number;
  readonly paint: boolean;
  readonly lang: Lang;
  readonly unicode?: boolean;
  /** On a terminal: who, what happened and the findings, without the views of the evidence. */
  readonly brief?: boolean;
};

/** One output format, the default export of one file in report/. `format` is its name after `-o`. The text ends with one newline. */
export type Renderer = {
  readonly format: string;
  readonly render: (report: Report, options: RenderOptions) => string | Promise<string>;
};
