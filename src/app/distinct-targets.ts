import { realpathSync } from 'node:fs';
import type { Notice } from '../model/report.ts';
import type { Target } from '../model/target.ts';

/** What makes two targets one: the process, or where the path really leads. */
const keyOf = (target: Target): string => {
  if (target.kind === 'pid') return `pid ${target.pid}`;
  if (target.kind === 'stdin') return 'stdin';
  // Pods meant twice are found to be one when their names are known.
  if (target.kind === 'pods') return `pods ${target.word}`;
  try {
    return `path ${realpathSync(target.path)}`;
  } catch {
    // A pipe of the shell (/dev/fd/63) leads nowhere by name.
    return `path ${target.path}`;
  }
};

/** Each target once, in order, with a notice for each one left out: evidence counted twice would judge wrongly. */
export const distinctTargets = (
  targets: readonly Target[],
): { readonly targets: readonly Target[]; readonly notices: readonly Notice[] } => {
  const first = new Map<string, Target>();
  const notices: Notice[] = [];
  for (const target of targets) {
    const key = keyOf(target);
    const known = first.get(key);
    if (known === undefined) first.set(key, target);
    else {
      const same = known.word === target.word ? '' : ` (it is ${known.word})`;
      notices.push({ code: 'given-twice', message: `${target.word} was given twice${same}: looked at once` });
    }
  }
  return { targets: [...first.values()], notices };
};
