import { describe, expect, test } from 'vitest';
import { bareFile } from '../../src/app/bare-files.ts';
import { evidenceOf, lifeSorter } from '../../src/app/lives.ts';
import { parseAs } from '../../src/app/parse-attempt.ts';
import type { Format } from '../../src/model/format.ts';
import { ParseError } from '../../src/model/parsed.ts';

const source = {
  name: 'x.log',
  async *stream() {
    yield Buffer.from('x');
  },
};
const file = bareFile(source, true);
const options = { wanted: new Set(['log'] as const), signal: new AbortController().signal };

/** Yields so many pieces and then gives up. */
const givingUpAfter = (pieces: number): Format<'log'> => ({
  kind: 'log',
  title: 'test',
  recognise: () => 'possible',
  parse: async (_, { emit }) => {
    for (let piece = 0; piece < pieces; piece++) emit({ matches: [], counts: {}, totalLines: 1 });
    throw new ParseError('nothing usable');
  },
});

describe('a format that gives up', () => {
  test('leaves nothing of its pieces behind', async () => {
    const sorter = lifeSorter();
    await expect(parseAs(givingUpAfter(2) as unknown as Format, file, source, sorter, options)).rejects.toThrow(
      'nothing usable',
    );
    expect(sorter.lives).toEqual([]);
  });

  test('after more pieces than are held has understood a cut file', async () => {
    const sorter = lifeSorter();
    const attempt = await parseAs(givingUpAfter(50) as unknown as Format, file, source, sorter, options);
    expect(attempt.cut).toBe('nothing usable');
    attempt.commit();
    expect(sorter.lives.map((life) => evidenceOf(life).models.log?.totalLines)).toEqual([50]);
  });
});
