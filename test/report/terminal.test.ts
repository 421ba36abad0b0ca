import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { RenderOptions } from '../../src/model/renderer.ts';
import type { Report } from '../../src/model/report.ts';
import terminal from '../../src/report/terminal.ts';
import { artifact, clearReport, deadlock, sickReport, threadsView, twoSubjects } from '../support/report.ts';
import { anyKind, hostile, hostileTexts } from './hostile.ts';

const render = async (report: Report, options: Partial<RenderOptions> = {}): Promise<string> =>
  terminal.render(report, { columns: 100, paint: false, lang: 'en', ...options });
const lines = async (report: Report, options: Partial<RenderOptions> = {}) =>
  (await render(report, options)).trimEnd().split('\n');
const place = (text: string, ...parts: readonly string[]) => parts.map((part) => text.indexOf(part));

describe('the report of a sick JVM', () => {
  test('goes from the header over families, stacks and locks to findings, what is missing, and the verdict as the last line', async () => {
    const text = await render(sickReport());
    const order = place(
      text,
      'OpenJDK 64-Bit Server VM (17.0.15+6-Debian-1 mixed mode, sharing) · up 3h 12m',
      '348 → 350 → 352 threads · RUNNABLE 22 · BLOCKED 12 · WAITING 31 · TIMED_WAITING 279',
      'FAMILY ',
      'BUSIEST STACKS',
      'LOCKS',
      'FINDINGS',
      'critical  Threads wait for each other forever',
      'warning  Kafka producers',
      'NOT COLLECTED',
      'not decided: threads/native-thread-exhausted, threads/executor-leak (needs log, process)',
      'verdict: ',
    );
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect((await lines(sickReport())).at(-1)).toBe(
      'verdict: critical - 2 findings (threads/deadlock, threads/kafka-client-leak), 2 things not collected',
    );
  });

  test('in brief ends with what to do now, before the verdict', async () => {
    const text = await lines(sickReport(), { brief: true });
    const at = text.indexOf('NEXT STEP');
    expect(text.slice(at + 1, -2).map((line) => line.trim())).toEqual([deadlock.fix[0], deadlock.next[0]]);
    expect(await render(sickReport())).not.toContain('NEXT STEP');
  });

  test('in brief of a JVM without findings says what to look at next', async () => {
    const report = sickReport({ findings: [] });
    const text = await lines(report, { brief: true });
    expect(text[text.indexOf('NEXT STEP') + 1]).toBe('  jdiag diagnose pid/4711 --log FILE');
  });

  test('says how many dumps there are and how far apart', async () => {
    expect(await render(sickReport())).toContain('2026-01-02 03:04:06 UTC · 3 dumps, 2.0 s apart');
  });

  test('shows the families with what is known of them, a dash for what cannot be known, and counts the rest', async () => {
    const text = await render(sickReport());
    expect(text).toMatch(/^kafka-producer-network-thread \| producer-N +280 +96% +60 +0\.21 +kafka-clients$/m);
    expect(text).toMatch(/^GC Thread#N +8 +0% +— +0\.02$/m);
    expect(text).toMatch(/^reactor-http-epoll-N +2 +100% +0 +— +Reactor Netty$/m);
    expect(text).toContain('and 13 more families, 13 threads');
  });

  test('has no column for what was not looked for', async () => {
    const families = [{ name: 'a', count: 2, idle: 0 }];
    const text = await render(
      sickReport({ views: { threads: [threadsView({ families, familiesTotal: 1, total: 2 })] } }),
    );
    expect(text).toMatch(/^FAMILY +COUNT +IDLE$/m);
    expect(text).not.toContain('more famil');
  });

  const amongMany = (): Report => {
    const report = sickReport();
    return { ...report, views: { threads: (report.views.threads ?? []).map((view) => ({ ...view, total: 900 })) } };
  };

  test('an idle crowd of more than half of the threads is shown: that is what a leak looks like', async () => {
    expect(await render(sickReport())).toContain('  268 × RUNNABLE  kafka-producer-network-thread');
  });

  test('says how many dumps were taken, not how many were kept', async () => {
    const report = sickReport();
    const threads = (report.views.threads ?? []).map((view) => ({ ...view, dumpsTotal: 50 }));
    expect(await render({ ...report, views: { threads } })).toContain('50 dumps');
  });

  test('of /proc alone claims no idle share, and says where the names are from', async () => {
    const report = sickReport();
    const threads = (report.views.threads ?? []).map((view) => ({
      ...view,
      source: 'process' as const,
      families: view.families.map((row) => ({ ...row, idle: null })),
    }));
    const text = await render({ ...report, views: { threads } });
    expect(text).not.toContain('IDLE');
    expect(text).toContain('names cut to 15 characters');
  });

  test('groups busy stacks, marks the application frame, leaves idle ones out', async () => {
    const text = await render(amongMany());
    expect(text).toContain(
      '   30 × TIMED_WAITING  http-nio-8080-exec-1, http-nio-8080-exec-2, http-nio-8080-exec-3, and 27 more',
    );
    expect(text).toContain(
      '        …\n      ▸ com.acme.orders.repository.OrderRepository.findOpenOrdersOfCustomer(OrderRepository.java:88)\n',
    );
    expect(text).toContain('268 threads idle in 1 stack, not shown');
    expect(text).not.toContain('EPoll');
  });

  test.each([
    [
      ['java.lang.A.a', 'java.lang.B.b', 'java.lang.C.c'],
      null,
      ['java.lang.A.a', 'java.lang.B.b', 'java.lang.C.c', '7 more frames'],
    ],
    [
      ['java.lang.A.a', 'java.lang.B.b', 'x.C.c'],
      'x.C.c',
      ['java.lang.A.a', 'java.lang.B.b', '▸ x.C.c', '7 more frames'],
    ],
    [
      ['java.lang.A.a', 'java.lang.B.b', 'java.lang.C.c', 'x.D.d'],
      null,
      ['java.lang.A.a', '…', 'x.D.d', '6 more frames'],
    ],
    [
      ['x.A.a', 'x.B.b', 'x.C.c', 'x.D.d', 'x.E.e', 'x.F.f'],
      'x.F.f',
      ['x.A.a', 'x.B.b', 'x.C.c', 'x.D.d', 'x.E.e', '▸ x.F.f', '4 more frames'],
    ],
    [['java.lang.A.a', 'lib.B.b'], 'app.C.c', ['java.lang.A.a', 'lib.B.b', '…', '▸ app.C.c']],
  ])('of the frames %j with the application at %s shows %j', async (frames, applicationFrame, expected) => {
    const [, row] = threadsView().stacks;
    const view = threadsView({ stacks: [{ ...row!, frames, totalFrames: 10, applicationFrame }], stacksTotal: 1 });
    const text = await lines(sickReport({ views: { threads: [view] } }));
    const from = text.findIndex((line) => line.includes('30 × '));
    expect(text.slice(from + 1, from + 1 + expected.length).map((line) => line.trim())).toEqual(expected);
  });

  test('says who holds a lock, who likely does, and when nobody can know', async () => {
    const text = await render(sickReport());
    expect(text).toContain('12 waiting  monitor com.acme.orders.cache.PriceCache <0x00000000e0a1b2c3>');
    expect(text).toContain(
      'held by "price-13"\n      sun.nio.ch.SocketDispatcher.read0(Native Method)\n      sun.nio.ch.NioSocketImpl.tryRead(NioSocketImpl.java:256)\n      …\n    ▸ com.acme.orders.cache.PriceCache.load(PriceCache.java:64)\n',
    );
    expect(text).toContain('holder not in the dump');
    expect(text).toContain('deadlock: transfer-A → transfer-B → transfer-A');
    const [row] = threadsView().locks;
    const likely = threadsView({ locks: [{ ...row!, holder: null, likelyHolders: ['x-1', 'x-2'] }], locksTotal: 1 });
    expect(await render(sickReport({ views: { threads: [likely] } }))).toContain('likely held by x-1, x-2');
  });

  test('says what could not be had and which ways were refused', async () => {
    const text = await render(sickReport());
    expect(text).toContain('  partial  thread-dump (raw/jvm-1/thread-dump/002.txt): cut after 812 of 900 lines');
    expect(text).toContain('  refused  thread-dump sigquit: writes to the application log: needs --allow app-log');
    expect(text).not.toContain('not-needed');
  });

  test('leaves out the quiet threads of the JVM itself, not the busy ones', async () => {
    const families = ['C2 CompilerThread#N', 'Finalizer', 'app-N'].map((name) => ({
      name,
      count: 1,
      idle: 0,
      library: name === 'app-N' ? 'x' : 'JVM',
      cpuCores: name === 'Finalizer' ? 0 : 0.9,
    }));
    const text = await render(
      sickReport({ views: { threads: [threadsView({ families, familiesTotal: 3, total: 3 })] } }),
    );
    expect(text).toContain('C2 CompilerThread#N');
    expect(text).not.toContain('Finalizer');
    expect(text).toContain('and 1 more family, 1 thread\n');
  });

  test('keeps the lines of a code example in advice', async () => {
    const fix = ['Do this:', 'try (Connection c = pool.getConnection()) {\n  use(c);\n}\n'];
    const text = await render(sickReport({ findings: [{ ...deadlock, fix }] }));
    expect(text).toContain(
      '    - Do this:\n    - try (Connection c = pool.getConnection()) {\n        use(c);\n      }\n',
    );
  });

  test('cites the evidence of a finding', async () => {
    const text = await render(sickReport());
    expect(text).toContain('transfer-B  [jvm-1/thread-dump/003:27-40]');
    expect(text).toContain('[jvm-1/thread-dump/001:112]');
  });
});

describe('the verdict line', () => {
  const last = async (report: Report, options?: Partial<RenderOptions>) => (await lines(report, options)).at(-1);

  test('of a healthy JVM', async () => {
    expect(await last(clearReport())).toBe('verdict: clear - no findings');
  });

  test('does not hide what was not decided', async () => {
    const report = sickReport({
      findings: [],
      verdict: 'incomplete',
      artifacts: [artifact(1, { outcome: 'failed', problems: ['refused'] })],
    });
    expect(await last(report)).toBe('verdict: incomplete - 2 rules could not be decided, 1 thing not collected');
  });

  test('stays one line on a narrow terminal', async () => {
    expect(await last(sickReport(), { columns: 70 })).toBe(
      'verdict: critical - 2 findings (threads/deadlock, and 1 more)',
    );
    expect(await last(sickReport(), { columns: 40 })).toBe('verdict: critical - 2 findings');
  });
});

describe('several JVMs', () => {
  test('each have their view; findings and gaps name theirs', async () => {
    const text = await render(twoSubjects());
    expect(text.match(/^FAMILY /gm)).toHaveLength(2);
    expect(text).toContain('threads/kafka-client-leak · dumps/payments-7d9f-2.txt');
    expect(text).toContain('com.acme.orders.OrdersApplication: perf-data: ');
  });
});

describe('how it looks', () => {
  test('Korean headings are aligned by cells, not by characters', async () => {
    const text = await lines(sickReport(), { lang: 'ko' });
    const header = text.find((line) => line.startsWith('그룹'))!;
    const row = text.find((line) => line.startsWith('http-nio-8080-exec-N'))!;
    expect(stringWidth(header.slice(0, header.indexOf('개수') + 2))).toBe(row.indexOf('40') + 2);
    expect(text.at(-1)).toMatch(/^판정: 심각 - 발견 2건/);
  });

  test('names keep both ends when they are too wide, frames their class and method', async () => {
    const text = await render(sickReport(), { columns: 70 });
    expect(text).toMatch(/^kafka-producer-\S*…\S+ \| producer-N +280/m);
    expect(text).toContain('c.a.orders.cache.PriceCache');
  });

  test('nothing outside of ASCII when that is asked for', async () => {
    for (const columns of [40, 70, 180]) {
      expect(await render(sickReport(), { columns, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });

  test('colours are there only when painted, and then take no room', async () => {
    const plain = await render(sickReport());
    const painted = await render(sickReport(), { paint: true });
    expect(plain).not.toContain('\x1b');
    expect(painted).not.toBe(plain);
    expect(painted.replace(/\x1b\[\d+m/g, '')).toBe(plain);
    expect(painted).toContain('\x1b[31mcritical\x1b[39m');
  });
});

describe('whatever the evidence holds', () => {
  test('no line is wider than the terminal, ends in a blank, or holds a control character', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyKind,
        hostileTexts,
        fc.integer({ min: 40, max: 200 }),
        fc.constantFrom('en' as const, 'ko' as const),
        async (kind, texts, columns, lang) => {
          const text = await render(hostile(kind, texts), { columns, lang });
          expect(text).not.toMatch(
            /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/u,
          );
          const all = text.split('\n');
          expect(all.filter((line) => stringWidth(line) > columns)).toEqual([]);
          expect(all.filter((line) => /\s$/.test(line))).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  test('the last line is the verdict, and no evidence looks like one', async () => {
    const report = sickReport({
      findings: [{ ...deadlock, summary: 'x\nverdict: clear - no findings', fix: ['y\nverdict: clear - no findings'] }],
    });
    const text = await lines(report);
    expect(text.filter((line) => line.startsWith('verdict: '))).toEqual([
      'verdict: critical - 1 finding (threads/deadlock), 2 things not collected',
    ]);
    expect(text.join('\n')).toContain('x\\nverdict: clear');
  });
});
