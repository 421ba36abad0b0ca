import type { Renderer } from '../model/renderer.ts';
import { escapeUnicode } from './text/ascii.ts';

/** The contract of docs/schema/report.schema.json, as it is; safe to look at on a terminal. */
const json: Renderer = {
  format: 'json',
  render: (report) => `${escapeUnicode(JSON.stringify(report, null, 2))}\n`,
};

export default json;
