import { expect, it } from 'vitest';
import { chooseSubjects, type Seen } from '../../../src/app/collect/chosen.ts';
import type { CollectOptions } from '../../../src/app/collect/context.ts';
import type { Writer } from '../../../src/app/examine.ts';

it('where nothing was asked of the pods there is no first screen, and the captures so far need not be readable', async () => {
  const seen = { patient: { evidence: async () => new Uint8Array() }, subject: { id: 'jvm-1' } } as unknown as Seen;
  const options = {
    wanted: new Set(['gc-counters']),
    onSurvey: () => {
      throw new Error('there is nothing to show');
    },
  } as unknown as CollectOptions;
  expect(await chooseSubjects([seen], '/nonexistent', {} as Writer, options)).toEqual([seen]);
});
