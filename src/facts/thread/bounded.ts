import type { Evidence } from '../../model/evidence.ts';
import { coresOf } from './command-line.ts';
import { indexesOf } from './family.ts';
import type { FamilyGroup } from './group.ts';
import { configuredMaximum } from './worker-limit.ts';

/** boundedElastic is the widest of the pools that follow the processors: ten threads per core. */
const threadsPerCore = 10;
/** Assumed for pools by cores when the cores are not known: a host of 64 with two event loops each, twice. */
const coresUnknown = 256;
/** More groups than this of a pool that an application has a handful of: a group per client. */
const fewGroups = 16;

/** How many different pools the members' names count: the first number of `nioEventLoopGroup-7-2`, `pool-7-thread-1`. */
export const distinctFirstIndexes = (group: FamilyGroup): number => {
  const found = new Set<number>();
  for (const { name } of group.threads) {
    const index = indexesOf(name);
    if (index !== undefined) found.add(index.first);
  }
  return found.size;
};

/**
 * How many threads of a family are explained by the library's own limit; 0 for an unbounded family. A server's worker pool
 * is bounded by its maximum, known or not.
 */
export const explainedCount = (evidence: Evidence, group: FamilyGroup): number => {
  const count = group.threads.length;
  if (group.vm) return count;
  const bounded = group.library?.bounded;
  if (bounded === undefined) return 0;
  const library = group.library?.name ?? '';
  if (bounded === 'server') {
    const configured = configuredMaximum(evidence, library);
    // Above the configured number there are two connectors, or the property is not used: no leak either way.
    return configured === undefined
      ? count
      : Math.min(count, Math.max(configured.maximum * 4, configured.maximum + 50));
  }
  if (bounded === 'fixed') return count;
  if (/#-(?:worker-)?#/.test(group.name) && distinctFirstIndexes(group) > fewGroups) return 0;
  const cores = coresOf(evidence);
  return Math.min(count, cores === undefined ? coresUnknown : Math.max(64, Math.ceil(threadsPerCore * cores)));
};
