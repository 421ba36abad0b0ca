import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gcSeries } from '../../src/facts/gc/series.ts';
import { gcView } from '../../src/facts/gc/view.ts';
import type { GcView } from '../../src/model/gc-view.ts';
import type { Report } from '../../src/model/report.ts';
import markdown, { maxCharacters } from '../../src/report/markdown.ts';
import { clearReport, deadlock, producerLeak, sickReport, twoSubjects } from '../support/report.ts';
import { anyKind, hostile, hostileTexts } from './hostile.ts';

const render = async (report: Report, lang: 'en' | 'ko' = 'en'): Promise<string> =>
  markdown.render(report, { columns: 80, paint: false, lang });

/** What is outside of code blocks and code spans. */
const outsideOfCode = (text: string): string =>
  text
    .split('\n')
    .reduce<{ open: boolean; kept: string[] }>(
      (state, line) => {
        if (line === '```') return { open: !state.open, kept: state.kept };
        return state.open ? state : { open: false, kept: [...state.kept, line.replace(/(?<!\\)`[^`]*`/g, '')] };
      },
      { open: false, kept: [] },
    )
    .kept.join('\n');

describe('a report for an incident channel', () => {
  test('begins with the verdict', async () => {
    expect(await render(sickReport())).toMatch(
      /^\*\*verdict: critical - 2 findings\*\* \(`threads\/deadlock`, `threads\/kafka-client-leak`\)\n/,
    );
    expect(await render(clearReport())).toMatch(/^\*\*verdict: clear - no findings\*\*\n/);
    expect(await render(sickReport(), 'ko')).toMatch(/^\*\*판정: 심각 - 발견 2건\*\*/);
  });

  test('holds evidence with its place, fix and next command, and what was not had', async () => {
    const text = await render(sickReport());
    expect(text).toContain('held by transfer-B  [jvm-1/thread-dump/003:27-40]\n');
    expect(text).toContain('- Take the two locks in one order everywhere');
    expect(text).toContain('```\njdiag threads pid/4711 --dumps 3 --interval 2s\n```');
    expect(text).toContain('- thread-dump partial: cut after 812 of 900 lines');
    expect(text).toContain('not decided: threads/native-thread-exhausted');
  });

  test('names the JVM of a finding when there are several', async () => {
    expect(await render(twoSubjects())).toContain('(`threads/kafka-client-leak` · `dumps/payments-7d9f-2.txt`)');
  });

  test('with too many findings shortens some, counts the rest and keeps the blocks whole', async () => {
    const findings = Array.from({ length: 30 }, (_, index) => ({
      ...(index % 2 ? deadlock : producerLeak),
      title: `Finding ${index}`,
    }));
    const text = await render(sickReport({ findings }));
    expect(text.length).toBeLessThanOrEqual(maxCharacters);
    expect(text).toMatch(/\nand \d+ more findings\n/);
    expect(text.match(/^```$/gm)!.length % 2).toBe(0);
    const told = text.match(/Finding \d+/g)!.length + Number(/and (\d+) more findings/.exec(text)![1]);
    expect(told).toBe(30);
  });
});

describe('evidence in it', () => {
  const withSummary = async (summary: string) =>
    (await render(sickReport({ findings: [{ ...deadlock, summary }] })))
      .split('\n')
      .find((line) => line.startsWith('>>'))!;

  test.each([
    ['>>**bold** _x_ [a](b)', '\\>\\>\\*\\*bold\\*\\* \\_x\\_ \\[a\\](b)'],
    ['>>@channel or a@b.c', '`>>@channel` or `a@b.c`'],
    ['>>see https://evil.example/x and #12', '\\>\\>see `https://evil.example/x` and `#12`'],
    ['>><b> `code` | x', '\\>\\>\\<b\\> `code` \\| x'],
    ['>>one ` alone', '\\>\\>one \\` alone'],
    ['>>ping <!channel>', '\\>\\>ping \\< !channel\\>'],
    ['>>a\nb', '\\>\\>a\\\\nb'],
  ])('%s means nothing', async (summary, expected) => {
    expect(await render(sickReport({ findings: [{ ...deadlock, summary }] }))).toContain(`\n${expected}\n`);
    expect(await withSummary(summary)).toBeUndefined();
  });

  test('and a code example of a rule stays a code block', async () => {
    const fix = ['Do this:', 'try (Connection c = pool.getConnection()) {\n  use(c);\n}\n'];
    const text = await render(sickReport({ findings: [{ ...deadlock, fix }] }));
    expect(text).toContain('- Do this:\n```\ntry (Connection c = pool.getConnection()) {\n  use(c);\n}\n```\n');
  });

  test('cannot end a code block', async () => {
    const text = await render(
      sickReport({ findings: [{ ...deadlock, evidence: [{ text: '```\n@channel', values: {} }] }] }),
    );
    expect(text).toContain("```\n'''\\n@channel\n```");
  });

  test('whatever it is: at most 3,500 characters, whole code blocks, no live mention, link, HTML or control character', async () => {
    await fc.assert(
      fc.asyncProperty(anyKind, hostileTexts, async (kind, texts) => {
        const text = await render(hostile(kind, texts));
        expect(text.length).toBeLessThanOrEqual(3500);
        expect(text).toMatch(/^\*\*verdict: critical|^\*\*verdict: clear/);
        expect(text.match(/^```$/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0);
        expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u);
        expect(text).not.toMatch(/<[!@#]/);
        const live = outsideOfCode(text);
        expect(live).not.toMatch(/@\w|https?:|www\.|(?<!\\)[<|[\]]|#\d/);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe('the collections of a JVM', () => {
  const view = (): GcView => {
    const fold = gcSeries();
    fold.add({
      artifactId: 'a',
      source: 'log',
      jvm: { collector: 'Parallel', heapMaxBytes: 64 * 2 ** 20 },
      events: [20, 30, 40].map((afterMib, i) => ({
        kind: 'full',
        cause: 'Ergonomics `x`',
        uptimeMs: (i + 1) * 60_000,
        durationMs: 500,
        old: { afterBytes: afterMib * 2 ** 20, capacityBytes: 43 * 2 ** 20 },
      })),
    });
    return gcView(fold.value(), 'jvm-1');
  };

  test('stand under its name: how many, how long, and what they leave', async () => {
    const text = await render({ ...clearReport(), views: { gc: [view()] } });
    expect(text).toContain('Parallel, heap up to 64.0 MiB, GC log, 3 events in 2m\n');
    expect(text).toContain('left after collections: 20.0 MiB -> 40.0 MiB over 3\n');
    expect(text).toContain("     3  full, Ergonomics 'x'  (1.5 s, longest 500 ms)\n");
  });
});
