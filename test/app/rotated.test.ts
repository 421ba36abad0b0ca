import { describe, expect, it } from 'vitest';
import { bareFile } from '../../src/app/bare-files.ts';
import { inOrderOfTime } from '../../src/app/rotated.ts';

const file = (name: string, text: string, once?: true) =>
  bareFile(
    {
      name,
      ...(once === undefined ? {} : { once }),
      async *stream() {
        yield Buffer.from(text);
      },
    },
    true,
  );

const at = (seconds: number): string => `[${seconds}.000s][info][gc] GC(1) Pause Young (Normal) 7M->6M(64M) 9.064ms\n`;
const names = async (...files: readonly ReturnType<typeof file>[]): Promise<readonly string[]> =>
  (await inOrderOfTime(files)).map(({ artifact }) => artifact.file);

describe('the files of a rotated log', () => {
  it('are read in the order of time, whatever their numbers and the order they were given in', async () => {
    expect(await names(file('gc.log', at(900)), file('gc.log.0', at(500)), file('gc.log.1', at(100)))).toEqual([
      'gc.log.1',
      'gc.log.0',
      'gc.log',
    ]);
    expect(
      await names(
        file(
          'gc.log.1.current',
          '2026-11-20T13:35:11.117+0000: 0.098: [GC (Allocation Failure) 1K->1K(2K), 0.1 secs]\n',
        ),
        file('gc.log.0', '2026-11-19T13:35:11.117+0000: 0.098: [GC (Allocation Failure) 1K->1K(2K), 0.1 secs]\n'),
      ),
    ).toEqual(['gc.log.0', 'gc.log.1.current']);
  });

  it('leave others where they are', async () => {
    expect(
      await names(file('b.txt', at(900)), file('gc.log', at(700)), file('a.txt', at(1)), file('gc.log.0', at(5))),
    ).toEqual(['b.txt', 'gc.log.0', 'a.txt', 'gc.log']);
  });

  it('without a clock come last, a pipe is not touched', async () => {
    expect(await names(file('gc.log', 'nothing'), file('gc.log.0', at(5)))).toEqual(['gc.log.0', 'gc.log']);
    expect(await names(file('gc.log', at(9), true), file('gc.log.0', at(5)))).toEqual(['gc.log', 'gc.log.0']);
  });
});
