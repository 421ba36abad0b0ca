import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scoreCorpus } from './corpus.ts';
import { readCorpus } from './labels.ts';
import { corpusPage, goalsOf } from './page.ts';

const thread = (name: string, body: string): string =>
  `"${name}" #11 prio=5 os_prio=0 tid=0x00007f01 nid=0x11 ${body}\n\n`;
const dump = (threads: string): string =>
  `2026-11-20 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.1+12 mixed mode):\n\n${threads}"VM Thread" os_prio=0 tid=0x00007f02 nid=0x2 runnable\n\nJNI global refs: 1, weak refs: 0\n\n`;
const quiet = dump(
  thread('main', 'runnable [0x1]\n   java.lang.Thread.State: RUNNABLE\n\tat com.acme.Main.main(Main.java:3)'),
);

const labels = `
deadlock: {any: [threads/deadlock]}
leak: {any: [no-such-topic/]}
broken: {scope: out, why: the file contradicts itself}
elsewhere: {any: [threads/deadlock], kinds: [g]}
healthy: {silent: true}
`;

const rows = [
  ['a/sick.txt', 'threaddump', 'deadlock'],
  ['a/well.txt', 'threaddump', 'healthy'],
  ['a/text.txt', 'threaddump', 'healthy'],
  ['a/odd.txt', 'threaddump', 'broken'],
  ['a/later.txt', 'threaddump', 'leak'],
  ['a/other.txt', 'threaddump', 'elsewhere'],
  ['a/run-0.txt', 'threaddump', 'nobody asks'],
  ['a/run-1.txt', 'threaddump', 'nobody asks'],
  ['a/issue-46.txt', 'threaddump', 'healthy'],
  ['a/issue-47.txt', 'threaddump', 'healthy'],
] as const;

describe('the score of a corpus', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jdiag-score-'));
    await mkdir(join(folder, 'a'));
    await writeFile(join(folder, 'LABELS.yaml'), labels);
    await writeFile(
      join(folder, 'INDEX.tsv'),
      ['kind\tfile\tlabel', ...rows.map(([f, k, l]) => [k, f, l].join('\t'))].join('\n'),
    );
    for (const [file] of rows) await writeFile(join(folder, file), file === 'a/text.txt' ? 'just words\n' : quiet);
    await writeFile(join(folder, 'none.yaml'), '{}\n');
    await writeFile(
      join(folder, 'reasons.yaml'),
      'a/sick.txt: the excerpt ends before the threads that wait\na/well.txt: this explanation has nothing to explain\n',
    );
    await writeFile(join(folder, 'lazy.yaml'), 'a/sick.txt: wrong\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('takes numbered files of one label for a series only when none is missing from the first on', async () => {
    const items = await readCorpus(folder);
    expect(items.map(({ files }) => files.length)).toEqual([1, 1, 1, 1, 1, 1, 2, 1, 1]);
    expect(items[6]?.name).toBe('a/run-0.txt and 1 more of its series');
  });

  test('counts a miss, what was silent, and what could not be asked, each for what it is', async () => {
    const score = await scoreCorpus(folder, join(folder, 'none.yaml'));
    expect(score.files).toBe(10);
    expect(score.kinds.get('threaddump')).toEqual({
      files: 10,
      refused: 1,
      recall: { k: 0, n: 1 },
      falseAlarms: { k: 0, n: 3 },
      missesUnexplained: 1,
    });
    expect(score.rules.get('threads/deadlock')).toMatchObject({ recall: { k: 0, n: 1 }, falseAlarms: { k: 0, n: 3 } });
    expect([...score.notYet]).toEqual([['leak', 1]]);
    expect(score.bugs).toEqual([]);
    expect(score.disagreements).toEqual([
      { name: 'a/sick.txt', what: 'miss', text: 'labelled deadlock: nothing fired' },
    ]);
    expect(corpusPage(score)).toContain('**Unexplained.**');
    expect(corpusPage(score)).not.toContain(folder);
  });

  test('takes a miss as explained with a reason only, and keeps it a miss', async () => {
    const score = await scoreCorpus(folder, join(folder, 'reasons.yaml'));
    expect(score.kinds.get('threaddump')).toMatchObject({ recall: { k: 0, n: 1 }, missesUnexplained: 0 });
    expect(score.stale).toEqual(['a/well.txt']);
    expect(goalsOf(score).every(({ met }) => met)).toBe(true);
    await expect(scoreCorpus(folder, join(folder, 'lazy.yaml'))).rejects.toThrow('has no reason');
  });
});
