// npm run docs: pages that are derived from the program itself: runbooks with real output, references of commands and rules.
// With --check nothing is written, and a page that would change is an error: the tests keep the pages fresh.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const onlyCheck = process.argv.includes('--check');

const jdiag = (args) => {
  const env = { ...process.env, COLUMNS: '100', NO_COLOR: '1', FORCE_COLOR: '0' };
  try {
    return execFileSync(process.execPath, ['bin/run.js', ...args], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
};

const words = {
  en: {
    seen: 'What you see',
    run: 'Run',
    live: 'On the real thing',
    means: 'What it means',
    cure: 'The cure',
    after: 'After the cure',
    other: '한국어',
    all: 'Runbooks',
  },
  ko: {
    seen: '증상',
    run: '실행',
    live: '운영 환경에서',
    means: '의미',
    cure: '해결',
    after: '고친 뒤',
    other: 'English',
    all: '런북',
  },
};

const shell = (command, output) => ['```', `$ ${command}`, output.trimEnd(), '```'];

const runbook = (story, lang) => {
  const { title, seen, means, cure } = story[lang];
  const word = words[lang];
  const flags = lang === 'ko' ? ['--lang', 'ko'] : [];
  const shown = (capture) => {
    const path = `fixtures/captures/${capture}`;
    return shell(['jdiag diagnose', path, ...flags].join(' '), jdiag(['diagnose', path, ...flags]));
  };
  const other = lang === 'ko' ? `${story.id}.md` : `${story.id}.ko.md`;
  return [
    `# ${title}`,
    '',
    `[${word.all}](${lang === 'ko' ? 'README.ko.md' : 'README.md'}) \u00b7 [${word.other}](${other})`,
    '',
    `## ${word.seen}`,
    '',
    seen,
    '',
    `## ${word.run}`,
    '',
    `${word.live}: \`jdiag diagnose deploy/appr-api -n shop\``,
    '',
    ...shown(story.capture),
    '',
    `## ${word.means}`,
    '',
    means,
    '',
    `## ${word.cure}`,
    '',
    cure,
    ...(story.cure === undefined ? [] : ['', `### ${word.after}`, '', ...shown(story.cure)]),
    '',
  ].join('\n');
};

const runbookIndex = (stories, lang) => {
  const suffix = lang === 'ko' ? '.ko.md' : '.md';
  const head =
    lang === 'ko'
      ? '런북: 증상에서 원인까지, 실제 출력과 함께.'
      : 'Runbooks: from what you see to the cause, with real output.';
  return [
    `# ${words[lang].all}`,
    '',
    head,
    '',
    ...stories.map((story) => `- [${story[lang].title}](${story.id}${suffix})`),
    '',
  ].join('\n');
};

const commandReference = () => {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
  const ids = Object.keys(commands)
    .filter((id) => commands[id].pluginName === 'jdiag' && !commands[id].hidden)
    .sort();
  const help = (id) => jdiag([...id.split(':'), '--help']).trimEnd();
  return [
    '# Commands',
    '',
    'What `jdiag COMMAND --help` says. Exit codes and the rest of the contract: [README](../README.md).',
    '',
    ...ids.flatMap((id) => [`## jdiag ${id.replaceAll(':', ' ')}`, '', '```', help(id), '```', '']),
  ].join('\n');
};

const ruleReference = () => {
  const { rules } = JSON.parse(jdiag(['rules', 'list', '--json']));
  const topics = [...new Set(rules.map(({ id }) => id.split('/')[0]))];
  const rows = (topic) =>
    rules
      .filter(({ id }) => id.startsWith(`${topic}/`))
      .map(({ id, title }) => `| [${id}](../rules/${id}.yaml) | ${title} |`);
  return [
    '# Rules',
    '',
    `${rules.length} rules. \`jdiag rules explain ID\` tells when one fires, why it matters and how to confirm it by hand. Hits and false alarms: [accuracy](accuracy.md).`,
    '',
    ...topics.flatMap((topic) => [`## ${topic}`, '', '| rule | fires for |', '|---|---|', ...rows(topic), '']),
  ].join('\n');
};

const stories = parse(readFileSync(join(root, 'docs/runbooks/stories.yaml'), 'utf8'));
const pages = new Map([
  ['docs/commands.md', commandReference()],
  ['docs/rule-reference.md', ruleReference()],
  ...['en', 'ko'].flatMap((lang) => {
    const suffix = lang === 'ko' ? '.ko.md' : '.md';
    return [
      [`docs/runbooks/README${suffix}`, runbookIndex(stories, lang)],
      ...stories.map((story) => [`docs/runbooks/${story.id}${suffix}`, runbook(story, lang)]),
    ];
  }),
]);

const stale = [...pages].filter(([file, text]) => {
  const path = join(root, file);
  return !existsSync(path) || readFileSync(path, 'utf8') !== text;
});
for (const [file, text] of onlyCheck ? [] : stale) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
for (const [file] of stale) process.stdout.write(`${onlyCheck ? 'stale: ' : 'written: '}${file}\n`);
if (onlyCheck && stale.length > 0) process.exitCode = 1;
