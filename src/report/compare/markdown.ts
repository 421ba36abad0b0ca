import type { Comparison } from '../../model/comparison.ts';
import type { Lang } from '../../model/renderer.ts';
import { prose, span } from '../markdown/escape.ts';
import { type ComparedPart, comparedDocument, leftText } from './parts.ts';

/** A bar would end the cell. */
const cell = (text: string): string => text.replace(/(?<!\\)\|/g, '\\|');

const tableOf = ({ heading, head, rows, left }: ComparedPart, lang: Lang): string => {
  const named = rows.map(([name = '', ...numbers]) => [/[.#$>]/.test(name) ? span(name) : prose(name), ...numbers]);
  const lines = [head, ['---', '---:', '---:', '---:'], ...named].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  const more = leftText(left, lang);
  return [`### ${prose(heading)}`, '', ...lines, ...(more === '' ? [] : ['', prose(more)])].join('\n');
};

/** The comparison for a ticket or a chat: what it comes to, what came and went, the figures as tables. */
export const comparisonMarkdown = (comparison: Comparison, lang: Lang): string => {
  const document = comparedDocument(comparison, lang);
  const findings = document.findings.map(
    ({ status, text, ruleId }) => `- **${prose(status)}** ${prose(text)} (${span(ruleId)})`,
  );
  return `${[
    `## ${prose(document.title)}`,
    document.sides.map((side) => `- ${prose(side)}`).join('\n'),
    `### ${prose(document.findingsHeading)}`,
    findings.length === 0 ? prose(document.noFindings) : findings.join('\n'),
    ...document.parts.map((part) => tableOf(part, lang)),
  ].join('\n\n')}\n`;
};
