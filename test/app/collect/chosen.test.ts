import { describe, expect, it } from 'vitest';
import { chooseSubjects, type Seen } from '../../../src/app/collect/chosen.ts';
import type { CollectOptions } from '../../../src/app/collect/context.ts';
import type { Writer } from '../../../src/app/examine.ts';

describe('which of the pods are looked into to the ground', () => {
  it('is all of them where nothing was had yet that tells one from another', async () => {
    const seen = { patient: { evidence: async () => new Uint8Array() }, subject: { id: 'jvm-1' } } as unknown as Seen;
    const writer = { artifacts: [{ artifact: { outcome: 'failed' } }] } as unknown as Writer;
    expect(await chooseSubjects([seen], '/nonexistent', writer, {} as CollectOptions)).toEqual([seen]);
  });
});
