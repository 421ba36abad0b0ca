import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { prepareDocument } from '../src/app/incident-document.ts';
import type { Report } from '../src/model/report.ts';
import terminal from '../src/report/terminal.ts';
import { judged } from './score/judged.ts';
import { root } from './support/cli.ts';

/**
 * The incidents jdiag was made for, one by one: the runbook with the capture, the cause that must come out, what follows from it, and what the sentence
 * on the screen must say.
 */
type Seed = {
  readonly seed: string;
  readonly story: string;
  readonly leadsTo?: readonly string[];
  readonly says: readonly RegExp[];
  /** What an engineer would want to see below it. */
  readonly proves?: readonly RegExp[];
};

const seeds: readonly Seed[] = [
  {
    seed: 'a: an HTTP client per request, seen in its threads',
    story: 'client-per-request',
    says: [/109 OkHttp clients are alive/, /one client would do/],
  },
  {
    seed: 'a: the same under k6, seen in log and summary alone',
    story: 'client-per-request-under-load',
    leadsTo: ['threads/native-thread-exhausted', 'load/threshold-crossed'],
    says: [/client per request/i, /OkHttp wanted another thread when none was left/],
  },
  { seed: 'b1: new Thread() per Kafka send', story: 'thread-per-kafka-send', says: [/322 x thread in send\(\)/] },
  {
    seed: 'b2: a producer per send, until the pod is killed and the node suffers',
    story: 'producer-per-send',
    leadsTo: ['threads/explosion', 'container/oom-killed', 'container/node-unhealthy'],
    proves: [/ended: OOMKilled \(exit code 137\)/, /MemoryPressure/, /at this rate memory is reached in/],
    says: [/581 x producer of Kafka/, /dies in \S+ s to .+, by memory first/],
  },
  {
    seed: 'b: the pod alone, when nobody can look into it any more',
    story: 'oom-killed',
    leadsTo: ['container/restart-loop'],
    says: [/kernel killed container `app` for its memory/],
  },
  {
    seed: 'c: an autoscaler on memory that never scales in',
    story: 'autoscaler-never-scales-in',
    says: [/Autoscaler `memory-kept` cannot do its work/, /scales by memory, which a JVM keeps/],
  },
  {
    seed: 'd: slow SQL, workers saturated',
    story: 'slow-sql',
    leadsTo: ['pools/exhausted', 'threads/worker-pool-saturated'],
    says: [/slow database/, /The SQL is what needs a cure/],
  },
  {
    seed: 'e: a nested transaction on the same pool',
    story: 'nested-transaction',
    leadsTo: ['pools/exhausted', 'threads/worker-pool-saturated'],
    says: [/hold a connection .* wait for a second one/],
  },
  {
    seed: 'f: a cold replica overrun after scale-out',
    story: 'cold-replica',
    leadsTo: ['threads/worker-pool-saturated', 'container/replica-outlier'],
    says: [/A replica that just started is overrun/, /only in pod\/prices-cold/],
  },
  {
    seed: 'g: an old generation filled by the maps of a thread',
    story: 'thread-keeps-maps',
    leadsTo: ['heap/collection-flood'],
    says: [/keeps 11 MiB alive through its thread-locals, 95\.7% of the reachable heap/],
  },
  {
    seed: 'h: deadlocks in the database, of which the JVM has none',
    story: 'database-deadlock',
    says: [/The database ends transactions/, /The JVM is not the place to look/],
  },
  { seed: 'h: a Hibernate session used by two threads', story: 'session-shared', says: [/session is used by several/] },
  {
    seed: 'i: the database at its limit, the JVM healthy',
    story: 'database-busy',
    leadsTo: ['threads/worker-pool-saturated'],
    says: [/200 of 200 request workers wait for one remote side/, /the time goes there, not in this JVM/],
  },
  {
    seed: 'j: the database refuses connections',
    story: 'database-refuses',
    leadsTo: ['pools/exhausted'],
    says: [/cannot open connections: the trouble is the database/],
    proves: [
      /no connection at all \(total=0\)/,
      /a circuit breaker is open, \d+ calls were refused: .*'orders-db' is OPEN/,
    ],
  },
  { seed: 'k: debug logging drowns the collector', story: 'debug-logging', says: [/90% of the log lines are DEBUG/] },
];

type Story = {
  readonly id: string;
  readonly capture: string;
  readonly root: string;
  readonly en: { readonly title: string };
  readonly ko: { readonly title: string };
};
const stories: readonly Story[] = parse(readFileSync(join(root, 'docs/runbooks/stories.yaml'), 'utf8'));
const storyOf = (id: string): Story => stories.find((story) => story.id === id) as Story;
const page = (name: string): string => readFileSync(join(root, 'docs/runbooks', name), 'utf8');

const screen = async (report: Report): Promise<string> =>
  (await terminal.render(report, { columns: 200, paint: false, lang: 'en', brief: true })).replace(/\s+/g, ' ');

/** The cause of a story, by what its rule says of it. */
const titleOf = (report: Report, ruleId: string): string =>
  report.findings.find((finding) => finding.ruleId === ruleId)?.title ?? '';

describe('the story of seed', () => {
  test.each(seeds.map((seed) => [seed.seed, seed] as const))(
    '%s',
    async (_, { story: id, leadsTo = [], says, proves = [] }) => {
      const story = storyOf(id);
      const judgement = await judged([`fixtures/captures/${story.capture}`], ['pods', 'timeline']);
      if (judgement.kind !== 'read') throw new Error(judgement.message);
      const { report } = judgement;
      // The worst incident is this one, and what the others saw of it follows from it.
      const incident = report.incidents?.find(({ root: cause }) => cause.ruleId === story.root);
      expect(incident?.follows.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining([...leadsTo]));
      const text = await screen(report);
      const sentence = text.slice(0, text.indexOf('TIMELINE (UTC)'));
      for (const words of says) expect(sentence).toMatch(words);
      for (const words of proves) expect(text.slice(sentence.length)).toMatch(words);
      const title = titleOf(report, story.root);
      expect(text.indexOf('FINDINGS')).toBeLessThan(text.indexOf(title, text.indexOf('FINDINGS')));
      expect(text.slice(text.indexOf('verdict: '))).toContain(`(${story.root}`);

      const document = await (await prepareDocument({ template: 'incident', lang: 'en' }))(report);
      const isInfo = report.verdict === 'info';
      if (!isInfo) expect(document).toContain(`# Incident: ${title}`);
      for (const lang of ['en', 'ko'] as const) {
        const written = page(lang === 'en' ? `${id}.md` : `${id}.ko.md`);
        expect(written).toContain(`# ${story[lang].title}`);
        expect(written).toContain(`$ jdiag diagnose fixtures/captures/${story.capture}`);
        expect(written).toContain(story.root);
      }
    },
  );
});

test('no runbook is left out', () => {
  expect(stories.map(({ id }) => id).sort()).toEqual(seeds.map(({ story }) => story).sort());
});
