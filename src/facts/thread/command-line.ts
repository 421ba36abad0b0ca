import type { Evidence } from '../../model/evidence.ts';
import { once } from './judged.ts';

/** The words of the JVM's command line, from /proc or the JVM's own counters; empty when neither is there. */
export const commandLine = once((evidence: Evidence): readonly string[] => {
  const words = evidence.models.process?.snapshots.findLast(({ cmdline }) => cmdline !== undefined)?.cmdline;
  if (words !== undefined) return words;
  const counters = evidence.models['perf-data']?.counters;
  return ['java.rt.vmArgs', 'sun.rt.javaCommand'].flatMap((name) => {
    const text = counters?.get(name);
    return typeof text === 'string' ? text.split(/\s+/) : [];
  });
});

/** The value of a property given as `-Dname=value` or `--name=value`, the last one as the JVM has it. */
export const propertyOf = (words: readonly string[], names: readonly string[]): string | undefined => {
  for (const word of words.toReversed()) {
    const match = /^(?:-D|--)([^=]+)=(.*)$/.exec(word);
    if (match !== null && names.includes(match[1] as string)) return match[2];
  }
  return undefined;
};

/** Processors the JVM may use: the cgroup's quota. undefined when not known. */
export const coresOf = (evidence: Evidence): number | undefined => {
  const quota = evidence.models.process?.snapshots.at(-1)?.cgroup?.cpuQuotaCores;
  return typeof quota === 'number' ? quota : undefined;
};
