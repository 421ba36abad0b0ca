import { describe, expect, it } from 'vitest';
import type { Histogram } from '../../src/model/histogram.ts';
import { ParseError } from '../../src/model/parsed.ts';
import { readLine } from '../../src/parse/histogram/line.ts';
import format from '../../src/parse/histogram.ts';
import { fixture, fixtureText, head, read, readCut, readOne } from './read.ts';

const rowOf = (histogram: Histogram, name: string) => histogram.rows.find(({ className }) => className === name);

const sums = ({ rows }: Histogram) => ({
  instances: rows.reduce((sum, row) => sum + row.instances, 0),
  bytes: rows.reduce((sum, row) => sum + row.bytes, 0),
});

const small = [
  ' num     #instances         #bytes  class name',
  '----------------------------------------------',
  '   1:            30           3000  [B',
  '   2:            20            480  java.lang.String',
  '   3:             2             64  com.acme.Order',
  'Total            52           3544',
  '',
].join('\n');

describe.each([
  'jdk8-live',
  'jdk8-jmap',
  'jdk11-live',
  'jdk17-live',
  'jdk17-jmap',
  'jdk21-live',
  'jdk25-live',
  'jdk25-jmap',
])('the histogram %s', (name) => {
  const content = fixture(`histogram/${name}.txt.gz`);

  it('has every row and the total', async () => {
    expect(format.recognise(head(content))).toBe('certain');
    const { piece, reading } = await readOne(format, content, { takenAtMs: 42 });
    expect(reading.problems).toEqual([]);
    expect(reading.cut).toBeUndefined();
    expect(piece.complete).toBe(true);
    expect(piece.takenAtMs).toBe(42);
    expect(sums(piece)).toEqual({ instances: piece.instances, bytes: piece.bytes });
    expect(rowOf(piece, 'Leak$Order')?.instances).toBeGreaterThan(1000);
    expect(rowOf(piece, 'java.lang.String')?.module?.startsWith('java.base@')).toBe(
      name.startsWith('jdk8') ? undefined : true,
    );
    expect(rowOf(piece, 'java.util.HashMap$Node[]')?.instances).toBeGreaterThan(0);
    expect(piece.rows.every((row, i) => i === 0 || row.bytes <= (piece.rows[i - 1]?.bytes ?? 0))).toBe(true);
  });

  it('is never whole once it is cut', async () => {
    for (const { at, read: result } of await readCut(format, content, 40)) {
      if (result === undefined) continue;
      expect(result.cut, `cut at ${at}`).toMatch(/no Total line|lacks/);
      expect(result.pieces.every(({ complete }) => !complete)).toBe(true);
    }
  });
});

describe('a histogram as people send it', () => {
  it('is told from the command above it to hold garbage or not', async () => {
    for (const [command, live] of [
      ['$ jmap -histo:live 17151', true],
      ['$ jmap -histo 17151', false],
      ['$ kubectl exec appr-api-1 -- jcmd 1 GC.class_histogram -all', false],
      ['jcmd 1 GC.class_histogram', true],
      ['[3.1s][info][gc,classhisto] GC(3) Class Histogram (before full gc)', false],
    ] as const) {
      const { piece } = await readOne(format, `${command}\n${small}`);
      expect(piece.live, command).toBe(live);
    }
    expect((await readOne(format, small)).piece.live).toBeUndefined();
  });

  it('is a series when several follow each other', async () => {
    const { pieces } = await read(
      format,
      `${small}\n${small.replace('30  ', '40  ').replace('Total            52', 'Total            62')}`,
    );
    expect(pieces.map(({ instances, line, complete }) => ({ instances, line, complete }))).toEqual([
      { instances: 52, line: 1, complete: true },
      { instances: 62, line: 8, complete: true },
    ]);
  });

  it('is incomplete when rows were cut out, by head or by grep', async () => {
    const lines = small.split('\n');
    const without = (index: number): string => lines.filter((_, i) => i !== index).join('\n');
    const head3 = await readOne(format, lines.slice(0, 3).join('\n'));
    expect(head3.reading.cut).toBe('the histogram at line 1 has no Total line: its smaller classes are missing');
    const gap = await readOne(format, without(3));
    expect(gap.reading.cut).toBe('the histogram at line 1 counts 52 instances, its rows 32: some are missing');
    const grep = await readOne(format, '  53:          4392         245952  org.acme.Timer$Timeout\n');
    expect(grep.piece).toMatchObject({ complete: false, instances: 4392 });
  });

  it('reads indented, prefixed and CRLF lines', async () => {
    const prefixes = ['    ', '[12.345s][info][gc,classhisto] GC(7) ', '2026-11-20T08:49:59.877123456Z stdout F '];
    for (const prefix of prefixes) {
      const text = small
        .split('\n')
        .map((line) => (line === '' ? '' : `${prefix}${line}  `))
        .join('\r\n');
      expect(format.recognise(head(text)), prefix).toBe('certain');
      const { piece } = await readOne(format, text);
      expect(piece).toMatchObject({ complete: true, instances: 52, bytes: 3544 });
    }
  });

  it('adds up the classes of one name that several loaders have', async () => {
    const text = small.replace(
      '   3:             2             64  com.acme.Order\n',
      '   3:             1             32  com.acme.Order\n   4:             1             32  com.acme.Order\n',
    );
    const { piece } = await readOne(format, text);
    expect(rowOf(piece, 'com.acme.Order')).toMatchObject({ instances: 2, bytes: 64, classes: 2, line: 5 });
  });

  it('knows what jdiag noted about the moment', async () => {
    const note = '# jdiag: GC.class_histogram -all; oldCollections=3; youngBytes=1048576; heapMaxBytes=268435456';
    const { piece } = await readOne(format, `${note}\n${small}`);
    expect(piece).toMatchObject({ live: false, oldCollections: 3, youngBytes: 1048576, heapMaxBytes: 268435456 });
  });

  it('is not seen in a log that only mentions numbers', async () => {
    const log = 'step 1: 20 30 done\n   1: 22 33 items\n2026-11-20 12:00:00 INFO 44 55 byte\n';
    expect(format.recognise(head(log))).toBe('no');
    await expect(read(format, log)).rejects.toBeInstanceOf(ParseError);
  });

  it('takes the layouts of OpenJ9 and of jmap -F', async () => {
    const openJ9 =
      'num   object count     total size    class name\n-------------------------------------------------\n    1         10000         524288    [C\n    2            12            192    java.lang.Object\nTotal : 10012 524480\n';
    expect((await readOne(format, openJ9)).piece).toMatchObject({ instances: 10012, complete: true });
    const agent =
      'Object Histogram:\n\nnum \t  #instances\t#bytes\tClass description\n--------------------------------------------------------------------------\n1:\t\t1234\t56789\tbyte[]\n2:\t\t30\t2400\t* ConstMethodKlass\nTotal : \t1264\t59189\n';
    expect((await readOne(format, agent)).piece).toMatchObject({ instances: 1264, complete: true });
  });
});

describe('hostile text', () => {
  it('takes linear time', () => {
    for (const text of [
      ' '.repeat(60_000),
      '1'.repeat(60_000),
      `1: 2 3 ${'a.'.repeat(30_000)}(`,
      '['.repeat(60_000),
      `1: 1 1 ${' '.repeat(60_000)}x`,
    ])
      expect(readLine(text).kind).toBeDefined();
  });

  it('of a fixture keeps its lines countable', async () => {
    const text = `${fixtureText('histogram/jdk17-live.txt.gz')}\nTotal nonsense\n   5:  x  y  z\n`;
    const { reading } = await readOne(format, text);
    expect(reading.total - reading.recognised).toBe(3);
  });
});
