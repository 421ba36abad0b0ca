import type { CorpusScore, Disagreement } from './corpus.ts';
import type { Delay, Delays } from './delay.ts';
import type { FixtureScore } from './fixtures.ts';
import { scoredRules } from './judged.ts';
import { fraction, type RuleCounts, showFraction } from './tally.ts';

export const corpusHeading = '## A corpus of public files';

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const bullets = (lines: readonly string[], none: string): string =>
  lines.length === 0 ? none : lines.map((line) => `- ${line.replaceAll('\n', ' ')}`).join('\n');

const ruleRows = (rules: ReadonlyMap<string, RuleCounts>, cells: (counts: RuleCounts) => readonly string[]) =>
  scoredRules.map(({ id }) => {
    const counts = rules.get(id);
    return [
      id,
      ...(counts === undefined
        ? cells({ recall: { k: 0, n: 0 }, falseAlarms: { k: 0, n: 0 }, beside: 0 })
        : cells(counts)),
    ];
  });

const known = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(1));

const delayRow = ({ capture, from, told }: Delay): readonly (string | number)[] =>
  told === undefined
    ? [capture, from, 'not told', '-', '-', '-', '-']
    : [
        capture,
        from,
        `${told.rule} ${told.severity}`,
        known(told.minutes),
        known(told.uptimeMinutes),
        told.readings,
        told.floors,
      ];

const toldTwins = (twins: readonly Delay[]): string => {
  const told = twins.filter((twin) => twin.told !== undefined);
  const names = told.map(
    ({ capture, told: first }) => `, ${capture}: ${first?.rule} after ${known(first?.minutes)} minutes`,
  );
  return `**${told.length} of ${twins.length}**${names.join('')}`;
};

const delaysPage = ({ leaks, twins }: Delays): string =>
  leaks.length === 0
    ? ''
    : `
How soon a leak is told, had it been watched and judged every ten seconds: the first warning or worse of gc/old-gen-growth, gc/old-gen-saturated, gc/full-gc-storm,
gc/thrash or gc/stall-cycles. Minutes are counted from the first reading or line, then from the start of the JVM, whose first five are no evidence.
Counters were read every 2 s from the sixth minute on. What ZGC's counters cannot show is unknown, not clear.

${table(['capture', 'from', 'told', 'after minutes', 'at minute', 'readings or events', 'floors'], leaks.map(delayRow))}

Healthy twins (churn, saw-tooth, drift with the load) of which at some moment a leak would have been told: ${toldTwins(twins)}.
`;

export const fixturesPage = (score: FixtureScore, delays: Delays): string => `# Accuracy

\`npm run score\` runs the ${scoredRules.length} stable rules on the captures in \`fixtures/captures\` and, with \`-- --corpus DIR\` (or \`JDIAG_CORPUS\`), on a folder
of labelled files (\`INDEX.tsv\`: file, kind, label; \`LABELS.yaml\`: what a label asks). It writes this page. Exit 1 when a goal is missed.

## Our own captures

${score.captures} captures of our programs with the real libraries, ${score.healthy} of them healthy. The programs were written by those who wrote the rules:
this shows that nothing broke, not how good the rules are elsewhere.

- expected firings that came, at their severity: **${showFraction(score.recall)}**
- rule and capture pairs with a warning or worse that nobody expects: **${showFraction(score.falseAlarms)}**

${table(
  ['rule', 'recall', 'false alarms'],
  ruleRows(score.rules, ({ recall, falseAlarms }) => [showFraction(recall), showFraction(falseAlarms)]),
)}

Disagreements:

${bullets([...score.disagreements, ...score.bugs], 'none.')}
${delaysPage(delays)}`;

const differs = ({ name, what, text, because }: Disagreement): string =>
  `\`${name}\`: ${what}, ${text}. ${because === undefined ? '**Unexplained.**' : because.trim()}`;

/** The goals of the score, each with what was reached. */
export const goalsOf = (score: CorpusScore): readonly { readonly text: string; readonly met: boolean }[] => {
  const worst = Math.max(0, ...[...score.kinds.values()].map(({ missesUnexplained }) => missesUnexplained));
  const { warning, critical } = score.alarmsOnHealthy;
  return [
    { text: `unexplained misses in the worst kind of file: ${worst} (goal: at most 1)`, met: worst <= 1 },
    { text: `unexplained warnings on healthy files: ${warning} (goal: at most 1)`, met: warning <= 1 },
    { text: `unexplained criticals on healthy files: ${critical} (goal: none)`, met: critical === 0 },
    {
      text: `files that ended in anything but exit 0, 1, 2 or 3: ${score.bugs.length} (goal: none)`,
      met: score.bugs.length === 0,
    },
  ];
};

export const corpusPage = (score: CorpusScore): string => {
  const kinds = [...score.kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  const recall = fraction(kinds.map(([, kind]) => kind.recall));
  const falseAlarms = fraction(kinds.map(([, kind]) => kind.falseAlarms));
  return `${corpusHeading}

${score.files} files that other people published, each labelled by a person. Recall: files of which a rule the label names (one of them, at warning or
above) told. False alarms: healthy files, of those that could be read, with any warning or worse. A file that no rule of this version is about is only
checked for its exit code; one that is refused in words counts neither as silent nor as wrong.

- recall: **${showFraction(recall)}**
- false alarms: **${showFraction(falseAlarms)}**
${goalsOf(score)
  .map(({ text, met }) => `- ${met ? 'met' : '**missed**'}: ${text}`)
  .join('\n')}

${table(
  ['kind of file', 'files', 'refused in words', 'recall', 'misses unexplained', 'false alarms'],
  kinds.map(([kind, one]) => [
    kind,
    one.files,
    one.refused,
    showFraction(one.recall),
    one.missesUnexplained,
    showFraction(one.falseAlarms),
  ]),
)}

By rule. Recall: over files whose label names this rule alone. Beside: warnings or worse on sick files whose label asks for something else.

${table(
  ['rule', 'recall', 'false alarms on healthy files', 'beside'],
  ruleRows(score.rules, (counts) => [
    showFraction(counts.recall),
    showFraction(counts.falseAlarms),
    String(counts.beside),
  ]),
)}

Disagreements by name:

${bullets(score.disagreements.map(differs), 'none.')}

Labels that ask for rules this version does not have (files): ${
    [...score.notYet].map(([label, files]) => `${label} (${files})`).join(', ') || 'none'
  }.
${score.bugs.length === 0 ? '' : `\nBugs:\n\n${bullets(score.bugs, '')}\n`}${score.stale.length === 0 ? '' : `\nExplained, but they agree now: ${score.stale.join(', ')}.\n`}`;
};
