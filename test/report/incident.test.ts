import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { blockNames, incidentBlocks } from '../../src/report/incident/blocks.ts';
import { fillTemplate, incidentTemplate, unknownBlocks } from '../../src/report/incident/template.ts';
import { visibleReport } from '../../src/report/text/visible.ts';
import { clearReport, deadlock, producerLeak, sickReport } from '../support/report.ts';
import { anyKind, hostile, hostileTexts } from './hostile.ts';

const times = { startedAtMs: Date.parse('2026-01-02T03:00:00Z'), resolvedAtMs: Date.parse('2026-01-02T03:41:00Z') };

const written = (report: Report, lang: 'en' | 'ko' = 'en', given = {}): string =>
  fillTemplate(incidentTemplate(lang), incidentBlocks(visibleReport(report), lang, given));

const refOf = ({ ruleId, subject, fingerprint }: typeof deadlock) => ({ ruleId, subject, fingerprint });

describe('an incident document', () => {
  test('tells root cause, evidence with its place, propagation, actions and prevention', () => {
    const incidents = [{ root: refOf(deadlock), follows: [refOf(producerLeak)] }];
    const text = written(sickReport({ incidents }), 'en', times);
    expect(text).toMatch(/^# Incident: Threads wait for each other forever\n/);
    expect(text).toContain('- **Threads wait for each other forever** → Kafka producers are made again and again');
    expect(text).toContain('held by transfer-B  [jvm-1/thread-dump/003:27-40]');
    expect(text).toMatch(/## Actions\n\nProposed; .*\n\n- \[ \] Restart this instance/);
    expect(text).toContain('**[to be filled in: who or which alert noticed it first, and when]**');
    expect(text).toMatch(/## Prevention\n\n- Take the two locks in one order/);
    expect(text).toContain('- thread-dump partial: cut after 812 of 900 lines');
    expect(text).not.toContain('{{');
  });

  test('reckons the time to repair from the times it is given, and says unknown without', () => {
    expect(written(sickReport(), 'en', times)).toContain('| Time to repair (MTTR) | 41m |');
    expect(written(sickReport())).toContain('| Time to repair (MTTR) | not known |');
  });

  test('marks what no evidence tells for a person', () => {
    expect(written(sickReport()).match(/\*\*\[to be filled in: /g)?.length).toBeGreaterThanOrEqual(5);
    expect(written(sickReport(), 'ko')).toContain('**[작성 필요: ');
  });

  test('of a healthy JVM names no cause', () => {
    expect(written(clearReport())).toContain('## Root cause\n\nNo finding at warning or above');
  });

  test('has every block in both languages', () => {
    for (const lang of ['en', 'ko'] as const) {
      for (const name of blockNames.filter((block) => block !== 'mttr')) {
        expect(incidentTemplate(lang)).toContain(`{{${name}}}`);
      }
    }
  });

  test('a template of your own is filled where it says so, and its mistakes have a line', () => {
    const blocks = incidentBlocks(sickReport(), 'en', times);
    expect(fillTemplate('MTTR {{ mttr }}\n{{title}}', blocks)).toBe('MTTR 41m\nThreads wait for each other forever\n');
    expect(unknownBlocks('a\n{{mttr}} {{mttrr}}')).toEqual([{ name: 'mttrr', line: 2 }]);
  });

  test('whatever stands in the evidence: no heading, link, HTML or template of its own', () => {
    fc.assert(
      fc.property(anyKind, hostileTexts, (kind, texts) => {
        const plain = written(sickReport({ findings: [], incidents: [] }))
          .split('\n')
          .filter((line) => line.startsWith('#'));
        const text = written(hostile(kind, [...texts, '\n# planted', '{{title}}', '<img src=x>']));
        const outside = text.replace(/```[\s\S]*?```/g, '').replace(/(?<!\\)`[^`\n]*`/g, '');
        expect(
          outside
            .split('\n')
            .filter((line) => line.startsWith('#'))
            .slice(1),
        ).toEqual(plain.slice(1));
        expect(outside).not.toMatch(/(?<!\\)<[a-z!]/i);
        expect(outside).not.toMatch(/(?<!\\)\]\(/);
      }),
      { numRuns: 60 },
    );
  });
});
