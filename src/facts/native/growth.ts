import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { NativeCategory, NativeMemory } from '../../model/native-memory.ts';

/** The newest reading. Throws MissingFact. */
export const newestNative = ({ models }: Evidence): NativeMemory => {
  const reading = models['native-memory']?.readings.at(-1);
  if (reading === undefined)
    throw new MissingFact(
      ['native-memory'],
      'no answer of jcmd VM.native_memory (it needs -XX:NativeMemoryTracking=summary)',
    );
  return reading;
};

export type NativeGrowth = {
  readonly name: string;
  readonly committedBytes: number;
  readonly changeBytes: number;
  readonly line: number;
};

/** What one reading says against its baseline, else the newest against the first. Throws MissingFact. */
export const nativeChanges = (evidence: Evidence): readonly NativeGrowth[] => {
  const newest = newestNative(evidence);
  if (newest.changeBytes !== undefined)
    return newest.categories.map((one) => ({ ...one, changeBytes: one.changeBytes ?? 0 }));
  const first = evidence.models['native-memory']?.readings.find(({ changeBytes }) => changeBytes === undefined);
  if (first === undefined || first === newest)
    throw new MissingFact(
      ['native-memory'],
      'one reading shows no change: two of them, or VM.native_memory baseline and later summary.diff, do',
    );
  const before = new Map(first.categories.map((one) => [one.name, one.committedBytes]));
  return newest.categories.map((one) => ({
    ...one,
    changeBytes: one.committedBytes - (before.get(one.name) ?? 0),
  }));
};

/** Parts that fill up while a JVM warms up and then stand still. */
const warming =
  /^(?:Class|Code|Compiler|Metaspace|Symbol|Shared class space|GC|GCCardSet|Module|Arena Chunk|Native Memory Tracking)$/;

export const isWarming = ({ name }: Pick<NativeCategory, 'name'>): boolean => warming.test(name);

/** Direct buffers and what Unsafe takes: `Other`, with JDK 8 within `Internal`. */
export const holdsBuffers = (
  { name }: Pick<NativeCategory, 'name'>,
  all: readonly Pick<NativeCategory, 'name'>[],
): boolean => name === 'Other' || (name === 'Internal' && !all.some((one) => one.name === 'Other'));
