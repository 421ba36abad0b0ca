import type { ThreadDump, ThreadDumpSummary } from '../../model/thread-dump.ts';
import { familyOf } from './family.ts';

/** Threads by state. `(vm)` for JVM-internal threads, `(unknown)` where the dump names no state. */
export const statesOf = (dump: ThreadDump): Readonly<Record<string, number>> => {
  const states: Record<string, number> = {};
  for (const { kind, state } of dump.threads) {
    const key = state ?? (kind === 'vm' ? '(vm)' : '(unknown)');
    states[key] = (states[key] ?? 0) + 1;
  }
  return states;
};

/** What is kept of a dump that is folded away. */
export const summarise = (dump: ThreadDump): ThreadDumpSummary => {
  const families: Record<string, number> = {};
  for (const { name } of dump.threads) {
    const family = familyOf(name);
    families[family] = (families[family] ?? 0) + 1;
  }
  return {
    artifactId: dump.artifactId,
    ...(dump.takenAtMs === undefined ? {} : { takenAtMs: dump.takenAtMs }),
    total: dump.threads.length,
    byState: statesOf(dump),
    families,
  };
};
