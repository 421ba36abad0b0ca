import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GcView } from '../../src/model/gc-view.ts';
import type { Report } from '../../src/model/report.ts';
import { prose } from '../../src/report/html/escape.ts';
import html from '../../src/report/html.ts';
import { clearReport, sickReport } from '../support/report.ts';

import { anyKind, hostile, hostileTexts } from './hostile.ts';

const options = { columns: 80, paint: false, lang: 'en' } as const;
const render = async (report: Report, lang: 'en' | 'ko' = 'en'): Promise<string> =>
  html.render(report, { ...options, lang });

const mib = 1024 ** 2;
const at = (i: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, 10 * i)).toISOString();

/** Ten minutes of a leak: a young collection every ten seconds, a full one every minute. */
const gcView: GcView = {
  subject: 'jvm-1',
  source: 'log',
  artifacts: ['a-1'],
  collector: 'Parallel',
  jdk: 17,
  heapMaxBytes: 512 * mib,
  spanMs: 600_000,
  samples: [],
  total: 0,
  collections: Array.from({ length: 60 }, (_, i) => ({
    at: at(i),
    uptimeMs: 10_000 * i,
    kind: i % 6 === 5 ? 'full' : 'young',
    cause: 'Allocation Failure',
    phase: null,
    count: 1,
    durationMs: i % 6 === 5 ? 900 + 10 * i : 12 + (i % 5),
    heapBeforeBytes: 400 * mib,
    heapAfterBytes: (i % 6 === 5 ? 100 + 4 * i : 200 + 4 * i) * mib,
    oldAfterBytes: (100 + 4 * i) * mib,
    capacityBytes: 512 * mib,
    marks: [],
    line: i + 1,
  })),
  collectionsTotal: 60,
  tallies: [{ kind: 'full', cause: '<b>Ergonomics</b>', phase: null, count: 10, durationMs: 9000, longestMs: 1490 }],
  longest: [],
  floors: Array.from({ length: 10 }, (_, i) => ({
    at: at(6 * i + 5),
    uptimeMs: 60_000 * i,
    of: 'old',
    by: 'full',
    usedBytes: (120 + 24 * i) * mib,
    capacityBytes: 340 * mib,
    usedPct: null,
  })),
  floorsTotal: 10,
  stretches: Array.from({ length: 60 }, (_, i) => ({
    at: at(i),
    uptimeMs: 10_000 * i,
    spanMs: 10_000,
    pausePct: i / 6,
    safepointPct: null,
    longestPauseMs: 20,
    youngCount: 1,
    fullCount: 0,
    stallCount: 0,
    allocatedBytes: 200 * mib,
  })),
};
const withGc: Report = { ...sickReport(), views: { ...sickReport().views, gc: [gcView] } };

describe('a report for the browser', () => {
  it('is one file that fetches nothing', async () => {
    const page = await render(withGc);
    expect(page).toMatch(/^<!doctype html>\n/);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(/i);
    expect(page.length).toBeLessThan(400_000);
  });

  it('carries the charts library only where there is something to draw', async () => {
    expect((await render(clearReport())).length).toBeLessThan(20_000);
    expect(await render(clearReport())).not.toContain('uPlot');
  });

  it('shows findings, their evidence and what to do', async () => {
    const page = await render(sickReport());
    for (const { ruleId, fix } of sickReport().findings) {
      expect(page).toContain(ruleId);
      expect(fix.length).toBeGreaterThan(0);
    }
    expect(page).toMatch(/<details open><summary>evidence<\/summary>/);
  });

  it('speaks Korean', async () => {
    expect(await render(withGc, 'ko')).toContain('가비지 컬렉션');
  });

  it('shows what rules put into backticks as code, and lets nothing out of it', () => {
    expect(prose('take `jdiag heap dump`, then look at `byte[]`')).toBe(
      'take <code>jdiag heap dump</code>, then look at <code>byte[]</code>',
    );
    expect(prose('`<img src=x onerror=alert(1)>` "\'')).toBe(
      '<code>&lt;img src=x onerror=alert(1)&gt;</code> &quot;&#39;',
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', '<', '&', '"', '</code>', '\n', 'a', ' ')), (parts) => {
        const page = prose(parts.join(''));
        const tags = page.match(/<[^>]*>?/g) ?? [];
        expect(tags.every((tag, i) => tag === (i % 2 === 0 ? '<code>' : '</code>'))).toBe(true);
        expect(tags.length % 2).toBe(0);
      }),
    );
  });

  it('lets no hostile text become markup or end a script', async () => {
    await fc.assert(
      fc.asyncProperty(anyKind, hostileTexts, async (kind, texts) => {
        const page = await render(hostile(kind, texts));
        const tags = [...page.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, tag]) => tag?.toLowerCase());
        const known = new Set(
          '!doctype html head meta title style body h1 h2 h3 p span section details summary ul li pre table thead tbody tr th td div noscript script code'.split(
            ' ',
          ),
        );
        expect(tags.filter((tag) => !known.has(tag ?? ''))).toEqual([]);
        expect(tags.filter((tag) => tag === 'script')).toEqual([]);
      }),
      { numRuns: 60 },
    );
    const page = await render({
      ...withGc,
      views: { gc: [{ ...gcView, subject: '</script><script>alert(1)</script>' }] },
    });
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page.match(/<\/script/g)).toHaveLength(3);
  });
});

const chromium = '/usr/bin/chromium';
const browser = process.env['JDIAG_CHROMIUM'] ?? chromium;

describe('in a real browser', () => {
  const isThere = existsSync(browser);
  if (!isThere) console.warn(`SKIPPED: no browser at ${browser} (JDIAG_CHROMIUM names another): charts were not drawn`);
  it.skipIf(!isThere)(
    'draws every chart without an error and without asking the network',
    { timeout: 90_000 },
    async () => {
      const { chromium: driver } = await import('playwright-core');
      const folder = await mkdtemp(join(tmpdir(), 'jdiag-html-'));
      const file = join(folder, 'report.html');
      await writeFile(file, await render(withGc));
      const instance = await driver.launch({ executablePath: browser, args: ['--no-sandbox'] });
      try {
        const page = await instance.newPage({ viewport: { width: 1100, height: 900 } });
        const errors: string[] = [];
        const asked: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (message) => {
          if (message.type() === 'error') errors.push(message.text());
        });
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(pathToFileURL(file).href);
        await page.waitForSelector('.chart canvas');
        expect(await page.locator('.chart canvas').count()).toBe(4);
        const painted = await page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let opaque = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i] > 0) opaque++;
        return opaque > 500;
      })`);
        expect(painted).toEqual([true, true, true, true]);
        expect(errors).toEqual([]);
        expect(asked).toEqual([pathToFileURL(file).href]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(13, 17, 23)');
        const picture = process.env['JDIAG_SCREENSHOT'];
        if (picture !== undefined) await page.screenshot({ path: picture, fullPage: true });
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      } finally {
        await instance.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
