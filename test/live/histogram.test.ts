import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Histogram } from '../../src/model/histogram.ts';
import format from '../../src/parse/histogram.ts';
import { histogramProbe } from '../../src/probe/histogram/probe.ts';
import { readOne } from '../parse/read.ts';
import { describeOnEachJdk } from '../support/jdk.ts';
import { examine, wordsOf } from './support/examine.ts';
import { compileClasses, removeClasses, startPatient, stopPatients } from './support/patient.ts';

const take = async (pid: number, live: boolean): Promise<Histogram> => {
  const result = await examine(histogramProbe(live), pid, live ? { allow: ['full-gc'] } : {});
  expect(wordsOf(result)[0]).toBe('attach used');
  const { piece } = await readOne(format, result.collected?.bytes ?? new Uint8Array());
  return piece;
};

describeOnEachJdk('class histograms', (home) => {
  beforeAll(compileClasses);
  afterEach(stopPatients);
  afterAll(removeClasses);

  it('gives whole histograms, with garbage and without, and goes on', async () => {
    const patient = await startPatient({ home, threads: 3 });
    const all = await take(patient.pid, false);
    expect(all).toMatchObject({ complete: true, live: false });
    expect(all.youngBytes).toBeGreaterThan(0);
    expect(all.heapMaxBytes).toBeGreaterThan(all.bytes);
    const live = await take(patient.pid, true);
    expect(live).toMatchObject({ complete: true, live: true });
    const after = await take(patient.pid, false);
    expect(after.oldCollections).toBeGreaterThan(all.oldCollections ?? Number.NaN);
    expect(patient.alive()).toBe(true);
  });
});
