import type { WatchCondition } from '../../engine/watch-condition.ts';
import type { FigureName, Figures } from '../../model/recording.ts';

/** A condition that wavers around its limit is one incident: it must be untrue for so many readings before it can come true again. */
const calmReadings = 3;

export type Trigger = {
  /** The figures the condition reads when it has just come true; undefined at every other reading. */
  readonly take: (figures: Figures) => Figures | undefined;
  /** Names of the condition that were never known so far. */
  readonly neverKnown: () => readonly string[];
  /** Whether the condition could be answered at least once. */
  readonly wasAnswered: () => boolean;
};

/** Says once per crossing that the condition came true. A reading that leaves it unknown changes nothing. */
export const trigger = ({ ask, reads }: WatchCondition): Trigger => {
  const unknown = new Set(reads);
  let armed = true;
  let calm = 0;
  let answered = false;
  return {
    take: (figures) => {
      for (const name of reads) if (figures[name as FigureName] !== undefined) unknown.delete(name);
      const { kind } = ask(figures);
      if (kind === 'unknown') return undefined;
      answered = true;
      calm = kind === 'false' ? calm + 1 : 0;
      if (calm >= calmReadings) armed = true;
      if (kind === 'false' || !armed) return undefined;
      armed = false;
      const read = Object.entries(figures).filter(([name]) => reads.includes(name));
      return Object.fromEntries(read.filter(([, value]) => value !== false));
    },
    neverKnown: () => [...unknown],
    wasAnswered: () => answered,
  };
};
