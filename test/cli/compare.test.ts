import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jdiag, root } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';

const capture = (name: string): string => join(root, 'fixtures/captures', name);
const compared = async (before: string, after: string) => {
  const { code, stdout } = await jdiag(['compare', capture(before), capture(after), '--json']);
  const document = JSON.parse(stdout);
  expect(schemaMistakes('compare', document, true)).toEqual([]);
  const figures = new Map(
    document.figures.map(({ id, before: a, after: b }: { id: string; before: number; after: number }) => [id, [a, b]]),
  ) as Map<string, [number, number]>;
  const findings = document.findings.map(
    ({ status, ruleId }: { status: string; ruleId: string }) => `${status} ${ruleId}`,
  ) as string[];
  return { code, document, figures, findings };
};

describe('the story of a cure', () => {
  it('a client per request under k6, then one client: the threads last, and the requests come through', async () => {
    const { figures, findings } = await compared('okhttp-under-load-jdk17', 'okhttp-shared-under-load-jdk17');
    expect(findings).toEqual(
      expect.arrayContaining([
        'gone threads/native-thread-exhausted',
        'gone logs/client-leak-suspected',
        'gone load/threshold-crossed',
      ]),
    );
    const [failedBefore, failedAfter] = figures.get('load.failedPct') as [number, number];
    expect(failedBefore).toBeGreaterThan(5);
    expect(failedAfter).toBe(0);
    const [rateBefore, rateAfter] = figures.get('load.requestsPerSecond') as [number, number];
    expect(rateAfter).toBeGreaterThan(1.5 * rateBefore);
    const [slowestBefore] = figures.get('load.maxMs') as [number, number];
    expect(slowestBefore).toBeGreaterThanOrEqual(59_000);
  });

  it('a leak that is gone: what collections leave falls', async () => {
    const { code, findings, figures } = await compared('gc-leak-g1-jdk17', 'gc-churn-g1-jdk17');
    expect(code).toBe(0);
    expect(findings).toEqual(['gone gc/old-gen-growth']);
    const [before, after] = figures.get('gc.floorPct') as [number, number];
    expect(before).toBeGreaterThan(after);
    expect(figures.has('gc.pausePct')).toBe(true);
    // Counters know sums of pauses, not each of them.
    expect(figures.has('gc.longestPauseMs')).toBe(false);
  });

  it('from GC logs, with the longest pause', async () => {
    const { figures } = await compared('gclog-leak-g1-jdk17', 'gclog-churn-g1-jdk17');
    expect(figures.get('gc.longestPauseMs')?.every((value) => value > 0)).toBe(true);
  });

  it('as Markdown and HTML', async () => {
    const pair = [capture('gc-leak-g1-jdk17'), capture('gc-churn-g1-jdk17')];
    const markdown = await jdiag(['compare', ...pair, '-o', 'markdown']);
    expect(markdown.stdout).toMatch(/^## comparison: fixed - 1 gone\n/);
    const html = await jdiag(['compare', ...pair, '-o', 'html', '--lang', 'ko']);
    expect(html.stdout).toMatch(/^<!doctype html>\n<html lang="ko">/);
    expect((await jdiag(['compare', ...pair, '-o', 'junit'])).code).toBe(2);
  });
});
