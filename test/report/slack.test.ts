import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import slack from '../../src/report/slack.ts';
import { clearReport, deadlock, producerLeak, sickReport } from '../support/report.ts';
import { anyKind, hostile, hostileTexts } from './hostile.ts';

type Message = {
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text?: { readonly text: string };
    readonly elements?: readonly { readonly text: string }[];
  }[];
};

const message = async (report: Report, lang: 'en' | 'ko' = 'en'): Promise<Message> =>
  JSON.parse(await slack.render(report, { columns: 80, paint: false, lang }));

describe('a Slack message', () => {
  test('begins with the verdict, has a section per cause, and says what was not had', async () => {
    const { text, blocks } = await message(sickReport());
    expect(text).toBe('verdict: critical - 2 findings');
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'context']);
    expect(blocks[1]?.text?.text).toMatch(
      /^:red_circle: \*Threads wait for each other forever\* {2}`threads\/deadlock`/,
    );
    expect(blocks[3]?.elements?.[0]?.text).toContain('2 things not collected');
    expect((await message(clearReport(), 'ko')).text).toBe('판정: 이상 없음 - 발견 없음');
  });

  test('has one section for a cause and what follows from it', async () => {
    const refs = [deadlock, producerLeak].map(({ ruleId, subject, fingerprint }) => ({ ruleId, subject, fingerprint }));
    const { blocks } = await message(sickReport({ incidents: [{ root: refs[0]!, follows: [refs[1]!] }] }));
    expect(blocks).toHaveLength(3);
    expect(blocks[1]?.text?.text).toContain('_leads to_ Kafka producers are made again and again');
  });

  test('shows the worst of a story, also where its cause is only a warning', async () => {
    const refs = [producerLeak, deadlock].map(({ ruleId, subject, fingerprint }) => ({ ruleId, subject, fingerprint }));
    const { blocks } = await message(sickReport({ incidents: [{ root: refs[0]!, follows: [refs[1]!] }] }));
    expect(blocks[1]?.text?.text).toMatch(/^:red_circle: \*Kafka producers/);
  });

  test('whatever stands in the evidence: within the limits of Slack, no mention, no link, no mark-up', async () => {
    await fc.assert(
      fc.asyncProperty(anyKind, hostileTexts, async (kind, texts) => {
        const { text, blocks } = await message(
          hostile(kind, [...texts, '<!channel> <@U1> <https://evil.example|x>', '*bold* ```']),
        );
        expect(blocks.length).toBeLessThanOrEqual(50);
        const all = [
          text,
          ...blocks.flatMap((block) => [block.text?.text ?? '', ...(block.elements ?? []).map((one) => one.text)]),
        ];
        for (const part of all) expect(part.length).toBeLessThanOrEqual(3000);
        const marked = [
          text,
          ...blocks
            .filter(({ type }) => type !== 'header')
            .flatMap((block) => [block.text?.text ?? '', ...(block.elements ?? []).map((one) => one.text)]),
        ];
        for (const part of marked) {
          expect(part).not.toMatch(/[<>]/);
          expect((part.match(/```/g) ?? []).length % 2).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
