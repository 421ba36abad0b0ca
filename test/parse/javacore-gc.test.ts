import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/javacore-gc.ts';
import { head, read, readCut, readOne } from './read.ts';

const line = (time: string, point: number, text: string): string =>
  `3STHSTTYPE     ${time} GMT j9mm.${point} -   ${text} \n`;

/** Newest first, as a javacore has it: a scavenge after midnight, a System.gc() of 1.1 s before. */
const history = [
  '1TIDATETIMEUTC Date: 2024/11/18 at 00:20:39:414 (UTC)\n',
  '1CIJAVAVERSION JRE 21 Mac OS X aarch64-64 build\n',
  '1STGCHTYPE     GC History  \n',
  line('00:10:00:500000000', 134, 'Allocation failure end: newspace=3000/4000 oldspace=6000/16000 loa=1/1'),
  line(
    '00:10:00:400000000',
    560,
    'LocalGC end: flipcount=71 flipbytes=3328 newspace=3000/4000 oldspace=6000/16000 loa=1/1 tenureage=10',
  ),
  line(
    '00:10:00:150000000',
    64,
    'LocalGC start: globalcount=8 scavengecount=203 weakrefs=0 soft=0 phantom=0 finalizers=0',
  ),
  line(
    '00:10:00:100000000',
    133,
    'Allocation failure start: newspace=0/4000 oldspace=6500/16000 loa=1/1 requestedbytes=64',
  ),
  line('23:50:01:100000000', 51, 'SystemGC end: newspace=4000/4000 oldspace=7000/16000 loa=1/1'),
  line('23:50:01:050000000', 475, 'GlobalGC end: workstackoverflow=0 overflowcount=0 memory=11000/20000'),
  line('23:50:00:010000000', 474, 'GlobalGC start: globalcount=487'),
  line('23:50:00:000000000', 135, 'Exclusive access: exclusiveaccessms=0.271 meanexclusiveaccessms=0.271 threads=0'),
].join('');

describe('the history of collections of a javacore', () => {
  it('tells each collection oldest first, over midnight, with what is in use where the file tells what is free', async () => {
    expect(format.recognise(head(history))).toBe('certain');
    const { piece, reading } = await readOne(format, history);
    expect(reading).toMatchObject({ recognised: 8, total: 8, problems: [] });
    expect(piece).toMatchObject({
      source: 'log',
      jvm: { jdk: 21 },
      events: [
        {
          kind: 'full',
          cause: 'System.gc()',
          atMs: Date.parse('2024-11-17T23:50:00Z'),
          durationMs: 1100,
          old: { afterBytes: 9000, capacityBytes: 16_000 },
          heap: { afterBytes: 9000, capacityBytes: 20_000 },
        },
        {
          kind: 'young',
          cause: 'Allocation Failure',
          atMs: Date.parse('2024-11-18T00:10:00.150Z'),
          durationMs: 250,
          old: { afterBytes: 10_000 },
        },
      ],
      lines: { recognised: 8, unidentified: 0, other: 0 },
    });
  });

  it('without the head of the file has no day, and says so', async () => {
    const { piece, reading } = await readOne(format, history.slice(history.indexOf('3STHSTTYPE')));
    expect(piece.events?.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['full', undefined],
      ['young', undefined],
    ]);
    expect(reading.problems).toEqual([{ message: 'the day of these collections is not known' }]);
  });

  it('a global collection for an allocation is a full one', async () => {
    const { piece } = await readOne(format, history.replace('SystemGC end', 'Allocation failure end'));
    expect(piece.events?.[0]).toMatchObject({ kind: 'full', cause: 'Allocation Failure' });
  });

  it('cut anywhere it is less or nothing; a javacore without one is nothing', async () => {
    await expect(read(format, '0SECTION       TITLE subcomponent dump routine\n')).rejects.toBeInstanceOf(ParseError);
    for (const { read: reading } of await readCut(format, history, 30))
      for (const { events } of reading?.pieces ?? [])
        expect(events?.every(({ durationMs }) => (durationMs ?? 0) >= 0)).toBe(true);
  });
});
