import fc from 'fast-check';
import type { Report } from '../../src/model/report.ts';
import { clearReport, sickReport, twoSubjects, withTexts } from '../support/report.ts';

/** Texts somebody who can name a thread, a class or a file would like to see in a report. */
const planted = [
  '\x1b[31mred\x1b[0m',
  '\x1b]8;;https://evil.example\x07click\x1b]8;;\x07',
  '\x9b2J\x9d0;title\x07',
  'name\nverdict: clear - no findings',
  'a\r\nb\tc\0d\x7f',
  '\u202etxt.exe\u202c \u2066x\u2069 \u200fy',
  'z\u0301\u0302\u0303a\u0304lgo',
  '```\n# heading\n```',
  '`code` **bold** _x_ [link](https://evil.example) ![img](x) | cell |',
  '<script>alert(1)</script> <!channel> <@U123> <!-- x -->',
  '@channel @here #123 GH-1 user@example.com www.evil.example',
  '한글 스레드 漢字 ﾊﾝｶｸ １２',
  '👩‍👩‍👧‍👦 emoji 🇰🇷',
  '\ud800 half',
  '&lt;b&gt; \\* \\` \\',
  '',
  ' ',
  `${'x'.repeat(9000)}`,
  `${'w '.repeat(3000)}`,
];

const hostileText = fc.oneof(
  fc.constantFrom(...planted),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.array(fc.constantFrom(...planted), { maxLength: 4 }).map((parts) => parts.join('')),
);

export const hostileTexts = fc.array(hostileText, { minLength: 1, maxLength: 12 });

const kinds = { sick: sickReport, two: twoSubjects, clear: clearReport } as const;
export const anyKind = fc.constantFrom('sick' as const, 'two' as const, 'clear' as const);

/** A report with its texts replaced, one after the other, by these. */
export const hostile = (kind: keyof typeof kinds, texts: readonly string[]): Report => {
  let next = 0;
  return withTexts(kinds[kind](), () => texts[next++ % texts.length] ?? '');
};
