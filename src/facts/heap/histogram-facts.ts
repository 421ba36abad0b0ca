import type { Evidence } from '../../model/evidence.ts';
import { boolean, type Fact, fact, list, MissingFact, number, object, source, string } from '../../model/fact.ts';
import type { Histogram } from '../../model/histogram.ts';
import { growingClasses, histogramsOf } from './growth.ts';

const growing = object(
  {
    className: string('class, as Java writes it'),
    application: boolean('neither the JDK nor a known library'),
    fromInstances: number('in the first histogram'),
    toInstances: number('in the newest'),
    fromBytes: number('in the first histogram', 'bytes'),
    toBytes: number('in the newest', 'bytes'),
    grownBytes: number('grown at least, garbage taken off', 'bytes'),
    source: source('its row in the newest histogram'),
  },
  'a class that has more instances in every histogram than in the one before',
);

const newest = (evidence: Evidence): Histogram => {
  const histogram = histogramsOf(evidence).at(-1);
  if (histogram === undefined) throw new MissingFact(['histogram'], 'no class histogram');
  return histogram;
};

/** -Xmx as jdiag noted it; in a histogram somebody sent nothing says it: then what the heap held, which is no more. */
const heapMaxBytes = (evidence: Evidence): number => {
  const { heapMaxBytes: known, bytes } = newest(evidence);
  return known ?? bytes;
};

/** Instances of a class in the newest histogram; a class that is not in a whole one has none. */
const instancesOf = (evidence: Evidence, ...names: readonly string[]): number => {
  const { rows, complete } = newest(evidence);
  const found = rows.filter(({ className }) => names.includes(className));
  if (found.length === 0 && !complete)
    throw new MissingFact(['histogram'], 'the histogram is cut: small classes are missing');
  return found.reduce((sum, { instances }) => sum + instances, 0);
};

/** What the newest histogram holds, and what only grows over all of them. */
export const histogramFacts: Readonly<Record<string, Fact>> = {
  histograms: fact(number('class histograms'), ['histogram'], (evidence) => histogramsOf(evidence).length),
  histogramObjects: fact(
    number('objects in the newest histogram'),
    ['histogram'],
    (evidence) => newest(evidence).instances,
  ),
  histogramBytes: fact(number('what they take, shallow', 'bytes'), ['histogram'], (evidence) => newest(evidence).bytes),
  histogramLive: fact(boolean('the newest histogram counts only what is reachable'), ['histogram'], (evidence) => {
    const { live } = newest(evidence);
    if (live === undefined) throw new MissingFact(['histogram'], 'the histogram does not say whether it holds garbage');
    return live;
  }),
  heapMaxBytes: fact(
    number('maximum of the heap; where it is not known what the newest histogram counts', 'bytes'),
    ['histogram'],
    heapMaxBytes,
  ),
  growing: fact(list(growing, 'classes that only grow, the most grown first'), ['histogram'], growingClasses),
  grownBytes: fact(
    number('growth of the class that grew most; 0 when none only grows', 'bytes'),
    ['histogram'],
    (evidence) => growingClasses(evidence)[0]?.grownBytes ?? 0,
  ),
  grownHeapPct: fact(
    number('the same as a share of the maximum of the heap', 'percent'),
    ['histogram'],
    (evidence) => (100 * (growingClasses(evidence)[0]?.grownBytes ?? 0)) / Math.max(1, heapMaxBytes(evidence)),
  ),
  filledPct: fact(
    number('share of the maximum of the heap that reachable objects take', 'percent'),
    ['histogram'],
    (evidence) => {
      const { live, bytes, heapMaxBytes: maximum } = newest(evidence);
      if (live !== true) throw new MissingFact(['histogram'], 'the histogram may count garbage: take it with --live');
      if (maximum === undefined) throw new MissingFact(['histogram'], 'the maximum of the heap is not known');
      return (100 * bytes) / maximum;
    },
  ),
  growingClass: fact(
    string('class that grew most; empty when none only grows'),
    ['histogram'],
    (evidence) => growingClasses(evidence)[0]?.className ?? '',
  ),
  growingApplicationClass: fact(
    string('class of the application that grew most; empty when none does'),
    ['histogram'],
    (evidence) => growingClasses(evidence).find(({ application }) => application)?.className ?? '',
  ),
  finalizers: fact(number('objects with a finalizer, finalized or not yet'), ['histogram'], (evidence) =>
    instancesOf(evidence, 'java.lang.ref.Finalizer'),
  ),
  directBuffers: fact(number('direct byte buffers'), ['histogram'], (evidence) =>
    instancesOf(evidence, 'java.nio.DirectByteBuffer'),
  ),
};
