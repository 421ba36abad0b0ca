import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { ClassCount, Histogram } from '../../model/histogram.ts';
import type { Source } from '../../model/source.ts';
import { kindOfClass } from '../thread/frame-table.ts';

/** A class that has more instances in every histogram than in the one before. */
export type GrowingClass = {
  readonly className: string;
  readonly application: boolean;
  readonly fromInstances: number;
  readonly toInstances: number;
  readonly fromBytes: number;
  readonly toBytes: number;
  /** Garbage taken off as far as there can be any: at least this much was kept. */
  readonly grownBytes: number;
  readonly source: Source;
};

const without = (reason: string): MissingFact => new MissingFact(['histogram'], reason);

export const histogramsOf = ({ models }: Evidence): readonly Histogram[] => {
  const { histogram } = models;
  if (histogram === undefined) throw without('no class histogram');
  return histogram.histograms;
};

/**
 * Bytes of any class that may be garbage in the last histogram. None of one taken after a full collection. With garbage in it
 * (-all): at most what the young generation holds, once the old generation was collected in between. Throws MissingFact.
 */
const garbageBytes = (first: Histogram, last: Histogram): number => {
  if (first.live === true && last.live === true) return 0;
  if (first.oldCollections === undefined || last.oldCollections === undefined || last.youngBytes === undefined)
    throw without('the histograms may hold garbage: take them with --live, after a full collection');
  if (last.oldCollections <= first.oldCollections)
    throw without(
      'the old generation was not collected between the histograms, what grew may be garbage: wait longer, or take them with --live',
    );
  return last.youngBytes;
};

/** The element class of `com.acme.Order[]`. */
const elementOf = (className: string): string => className.replace(/(?:\[\])+$/, '');

const generated =
  /\$\$(?:Lambda|EnhancerBy|FastClassBy|HibernateProxy|Accessor)|^(?:jdk\.proxy\d*|com\.sun\.proxy)\.|\$Proxy\d+$/;

/** A class of the application's own; arrays of them too. Primitive arrays have no package. */
export const isApplicationClass = (className: string, appPackages?: readonly string[]): boolean => {
  const name = elementOf(className);
  if (appPackages?.some((own) => name.startsWith(`${own}.`))) return true;
  if (name.startsWith('<') || name.startsWith('* ') || generated.test(name)) return false;
  const plain = !name.includes('.');
  return plain ? /^[A-Z]/.test(name) : kindOfClass(name) === 'application';
};

/** One JVM's counts of each class over the histograms; only classes in all of them, each more than before. */
const rising = (histograms: readonly Histogram[]): readonly (readonly ClassCount[])[] => {
  const [first, ...rest] = histograms;
  const tables = rest.map(({ rows }) => new Map(rows.map((row) => [row.className, row])));
  return (first?.rows ?? []).flatMap((row) => {
    const counts = [row, ...tables.map((table) => table.get(row.className))];
    const grows = counts.every((one, i) => i === 0 || (one?.instances ?? 0) > (counts[i - 1]?.instances ?? 0));
    return grows ? [counts as readonly ClassCount[]] : [];
  });
};

/** Classes that grow from each histogram to the next, the most grown first. Throws MissingFact: fewer than 3, or all may be garbage. */
export const growingClasses = (evidence: Evidence): readonly GrowingClass[] => {
  const histograms = histogramsOf(evidence);
  const [first, last] = [histograms[0], histograms.at(-1)];
  if (first === undefined || last === undefined || histograms.length < 3)
    throw without(`growth needs 3 histograms, there ${histograms.length === 1 ? 'is 1' : `are ${histograms.length}`}`);
  const garbage = garbageBytes(first, last);
  return rising(histograms)
    .map((counts): GrowingClass => {
      const from = counts[0] as ClassCount;
      const to = counts.at(-1) as ClassCount;
      return {
        className: to.className,
        application: isApplicationClass(to.className, evidence.appPackages),
        fromInstances: from.instances,
        toInstances: to.instances,
        fromBytes: from.bytes,
        toBytes: to.bytes,
        grownBytes: Math.max(0, to.bytes - from.bytes - garbage),
        source: { artifact: last.artifactId, line: to.line, endLine: to.line },
      };
    })
    .filter(({ grownBytes }) => grownBytes > 0)
    .sort((a, b) => b.grownBytes - a.grownBytes || (a.className < b.className ? -1 : 1));
};
