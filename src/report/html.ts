import type { Artifact } from '../model/capture.ts';
import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import { gcCharts } from './html/charts.ts';
import { client } from './html/client.ts';
import { data, text } from './html/escape.ts';
import { findingsHtml } from './html/findings.ts';
import { heapHtml } from './html/heap.ts';
import { style } from './html/style.ts';
import { details, table } from './html/table.ts';
import { uPlotScript, uPlotStyle } from './html/uplot.generated.ts';
import { gcHtml, threadsHtml } from './html/views.ts';
import { wordsOf } from './html/words.ts';
import { textsOf } from './text/language.ts';
import { count, time } from './text/number.ts';
import { foundText } from './text/summary.ts';

/** Nothing may be fetched, whatever stands in the page. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Rules without a verdict, and why. */
const undecidedHtml = (report: Report): string => {
  const open = report.verdicts.filter(({ status }) => status === 'unknown');
  const said = new Set(open.map(({ ruleId, reason }) => (reason === undefined ? ruleId : `${ruleId}: ${reason}`)));
  return said.size === 0 ? '' : `<ul>${[...said].map((line) => `<li>${text(line)}</li>`).join('')}</ul>`;
};

/** One file for a browser: no network, readable on paper, in the dark and without scripts. Hostile names stay text. */
const html: Renderer = {
  format: 'html',
  render: (report, { lang }) => {
    const texts = textsOf(lang);
    const words = wordsOf(lang);
    const charts = (report.views.gc ?? []).map((view, index) => gcCharts(view, index, words));
    const hasCharts = charts.some((some) => some.length > 0);
    const artifacts = table<Artifact>(
      [
        { heading: words.artifact, cell: ({ file }) => file },
        { heading: words.kind, cell: ({ kind, how }) => `${kind} (${how})` },
        { heading: words.bytes, cell: ({ bytes }) => count(bytes), isNumber: true },
        { heading: words.outcome, cell: ({ outcome, problems }) => [outcome, ...problems.slice(0, 3)].join('; ') },
      ],
      report.artifacts,
    );
    const body = [
      `<h1>${text(words.title)} <span class="badge ${report.verdict}">${text(texts.verdict[report.verdict])}</span></h1>`,
      `<p class="dim">${text([foundText(texts, report), ...report.subjects.map(({ name }) => name), time(report.startedAt), `${words.madeBy} ${report.tool.name} ${report.tool.version}`].join(' \u00b7 '))}</p>`,
      ...report.notices.map(({ message }) => `<p class="warning">${text(message)}</p>`),
      findingsHtml(texts, report),
      hasCharts ? `<noscript><p>${text(words.noScript)}</p></noscript>` : '',
      gcHtml(report, words, texts, charts),
      heapHtml(report, texts),
      threadsHtml(report, words, texts),
      details(words.artifacts, artifacts),
      details(words.notDecided, undecidedHtml(report)),
    ];
    const scripts = hasCharts
      ? [
          `<script type="application/json" id="charts">${data(charts.flat())}</script>`,
          `<script>${uPlotScript}</script>`,
          `<script>${client}</script>`,
        ]
      : [];
    return [
      '<!doctype html>',
      `<html lang="${lang}">`,
      '<head>',
      '<meta charset="utf-8">',
      `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${text(`${words.title}: ${report.subjects.map(({ name }) => name).join(', ')}`)}</title>`,
      `<style>${hasCharts ? uPlotStyle : ''}${style}</style>`,
      '</head>',
      '<body>',
      ...body.filter((part) => part !== ''),
      ...scripts,
      '</body>',
      '</html>',
      '',
    ].join('\n');
  },
};

export default html;
