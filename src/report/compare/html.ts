import type { ComparedFinding, Comparison } from '../../model/comparison.ts';
import type { Lang } from '../../model/renderer.ts';
import { text } from '../html/escape.ts';
import { style } from '../html/style.ts';
import { type ComparedPart, comparedDocument, leftText } from './parts.ts';

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const colours: Readonly<Record<ComparedFinding['status'], string>> = {
  gone: 'clear',
  came: 'critical',
  stayed: 'warning',
  'not-decided': 'info',
};

const tableOf = ({ heading, head, rows, left }: ComparedPart, lang: Lang): string => {
  const cells = (tag: 'th' | 'td', values: readonly string[]): string =>
    values.map((value, index) => `<${tag}${index === 0 ? '' : ' class="n"'}>${text(value)}</${tag}>`).join('');
  const more = leftText(left, lang);
  return [
    `<h2>${text(heading)}</h2>`,
    `<table><thead><tr>${cells('th', head)}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}</tbody></table>`,
    ...(more === '' ? [] : [`<p class="dim">${text(more)}</p>`]),
  ].join('\n');
};

/** The comparison as one file for a browser, without scripts and network. Hostile names stay text. */
export const comparisonHtml = (comparison: Comparison, lang: Lang): string => {
  const document = comparedDocument(comparison, lang);
  const findings = document.findings.map(({ status, text: what, ruleId }, index) => {
    const colour = colours[comparison.findings[index]?.status ?? 'stayed'];
    return `<li><span class="badge ${colour}">${text(status)}</span> ${text(what)} <code>${text(ruleId)}</code></li>`;
  });
  return `${[
    '<!doctype html>',
    `<html lang="${lang}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>${text(document.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<h1>${text(document.title)}</h1>`,
    ...document.sides.map((side) => `<p class="dim">${text(side)}</p>`),
    `<h2>${text(document.findingsHeading)}</h2>`,
    findings.length === 0 ? `<p>${text(document.noFindings)}</p>` : `<ul>${findings.join('\n')}</ul>`,
    ...document.parts.map((part) => tableOf(part, lang)),
    '</body>',
    '</html>',
  ].join('\n')}\n`;
};
