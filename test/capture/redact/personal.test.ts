import { describe, expect, test } from 'vitest';
import { redact } from '../../../src/capture/redact/redact.ts';
import type { ArtifactKind } from '../../../src/model/evidence.ts';

const redacted = async (text: string, kind: ArtifactKind = 'log'): Promise<string> => {
  const chunks = (async function* () {
    yield Buffer.from(text, 'utf8');
  })();
  const parts: Uint8Array[] = [];
  for await (const part of redact({ kind, ext: 'txt' }, chunks)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

// Numbers of nobody: the schemes' published test cards, dates that exist, exchanges that are not assigned.
describe('numbers of a person in a log', () => {
  test.each([
    ['resident number', '고객 900101-1234567 조회 실패', '900101-1234567'],
    ['resident number, half hidden', 'customer 900101-1****** not found', '900101-1******'],
    ['resident number by its name', '{"jumin": "9001011234567"}', '9001011234567'],
    ['resident number by its Korean name', '주민번호=9001011234567', '9001011234567'],
    ['Visa', 'payment with 4111111111111111 failed', '4111111111111111'],
    ['Visa in groups', 'card=4111-1111-1111-1111, amount=100', '4111-1111-1111-1111'],
    ['Mastercard', '5555 5555 5555 4444 declined', '5555 5555 5555 4444'],
    ['Mastercard of the newer range', 'pan:2223003122003222;', '2223003122003222'],
    ['Amex', 'AMEX 378282246310005.', '378282246310005'],
    ['mobile', 'SMS to 010-1234-5678 not sent', '010-1234-5678'],
    ['mobile without hyphens', 'phone=01012345678', '01012345678'],
    ['mobile from abroad', 'to +82 10-1234-5678', '+82 10-1234-5678'],
    ['Seoul', 'call 02-123-4567 back', '02-123-4567'],
    ['another country', 'to +1 212 555 0100', '+1 212 555 0100'],
  ])('%s', async (_name, line, secret) => {
    const result = await redacted(`2026-11-20 10:00:00.123 ERROR ${line}\nnext\n`);
    expect(result).not.toContain(secret);
    expect(result).toBe(`2026-11-20 10:00:00.123 ERROR ${line.replace(secret, '[redacted]')}\nnext\n`);
  });

  test.each([
    '2026-11-20T10:00:00.123+09:00 INFO at 1795175727619 took 1795175727619123 ns, 1795175727619123456',
    '2026-11-20 10:00:00.123 +0900 [http-nio-8080-exec-1] c.a.Orders@4111111111111112',
    'order 4111111111111112 (no check digit), trace 463ac35c9f6413ad48485a3953bb6124 span 4111111111111111a',
    '시각: 1795175727619, 주문=1234567890123',
    'uuid 41111111-1111-1111-1111-111111111111',
    'tid=0x00007f4038101234 nid=0x1195, heap 0x0000000722d630e0',
    'key 991399-1234567 has month 13, 20261120-1 no. 7',
    'total=8, active=8, idle=0, waiting=128 after 30000ms, 010 of 200',
    'version 1.2.3-4567, 10.0.0.1:20880, 2026-11-20',
    'ThreadPoolExecutor@35a50a4c[Running, pool size = 4, active threads = 4, queued tasks = 10, completed tasks = 4]',
  ])('not in: %s', async (line) => {
    expect(await redacted(`${line}\n`)).toBe(`${line}\n`);
  });

  test('a thread dump keeps its numbers', async () => {
    const line = '"worker" #5 prio=5 os_prio=0 cpu=4111111111111111 tid=0x1\n';
    expect(await redacted(line, 'thread-dump')).toBe(line);
  });

  test('hostile lines take no longer than their length', async () => {
    const lines = ['4'.repeat(300_000), '4111-'.repeat(60_000), '+1 2'.repeat(60_000), '010-'.repeat(60_000)];
    expect((await redacted(lines.join('\n'))).split('\n')).toHaveLength(lines.length);
  });
});
