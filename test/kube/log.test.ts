import { describe, expect, it } from 'vitest';
import { markLog } from '../../src/kube/log.ts';

type Entry = readonly [time: string, text: string];

/** A log as the API gives it: `sinceTime` in whole seconds, times in front when asked. */
const apiOf =
  (entries: Entry[]) =>
  async (query: Readonly<Record<string, string>>): Promise<Uint8Array> => {
    const since =
      query['sinceTime'] === undefined
        ? Number.NEGATIVE_INFINITY
        : Math.floor(Date.parse(query['sinceTime']) / 1000) * 1000;
    const newer = entries.filter(([time]) => Date.parse(time) >= since);
    const last = query['tailLines'] === undefined ? newer : newer.slice(-Number(query['tailLines']));
    return Buffer.from(
      last.map(([time, text]) => `${query['timestamps'] === 'true' ? `${time} ` : ''}${text}\n`).join(''),
    );
  };

const at = (nanos: string): string => `2026-11-20T21:00:05.${nanos}+09:00`;

describe('what a container wrote after a moment', () => {
  it('is what stands after the last line of then, also within the same second and with the clock of another zone', async () => {
    const entries: Entry[] = [
      [at('1'), 'old'],
      [at('200000001'), 'same'],
      [at('200000002'), 'same'],
    ];
    const read = await markLog(apiOf(entries))();
    expect(await read()).toHaveLength(0);
    entries.push([at('200000003'), 'same'], [at('9'), 'new  with spaces'], ['2026-11-20T21:00:07+09:00', '']);
    expect(Buffer.from(await read()).toString()).toBe('same\nnew  with spaces\n\n');
  });

  it('is all of it when nothing had been written', async () => {
    const entries: Entry[] = [];
    const read = await markLog(apiOf(entries))();
    entries.push([at('1'), 'first']);
    expect(Buffer.from(await read()).toString()).toBe('first\n');
  });

  it('is what is left when the log was rotated meanwhile', async () => {
    const entries: Entry[] = [[at('1'), 'old']];
    const read = await markLog(apiOf(entries))();
    entries.splice(0, 1, [at('2'), 'new']);
    expect(Buffer.from(await read()).toString()).toBe('new\n');
  });

  it('keeps bytes that are no UTF-8', async () => {
    const line = Buffer.concat([Buffer.from(`${at('1')} `), Buffer.from([0xc7, 0xd1, 0xb1, 0xdb, 0x0a])]);
    const read = await markLog(async (query) => (query['tailLines'] === '1' ? new Uint8Array() : line))();
    expect([...(await read())]).toEqual([0xc7, 0xd1, 0xb1, 0xdb, 0x0a]);
  });
});
