import type { BlastRadius } from '../../model/blast-radius.ts';
import type { Allowance } from '../../model/capture.ts';
import type { HeapDumpOptions } from './options.ts';

export type Consent = 'given' | { readonly refused: string };

const needed = (live: boolean): readonly Allowance[] => (live ? ['stops-jvm', 'full-gc'] : ['stops-jvm']);

export const consentTo = async (radius: BlastRadius, options: HeapDumpOptions): Promise<Consent> => {
  const stops = radius.risks.filter(({ level }) => level === 'stop');
  if (stops.length > 0 && !options.force)
    return { refused: `${stops.map(({ text }) => text).join('; ')}. --force goes on all the same` };
  const missing = needed(options.live).filter((name) => !options.allow.has(name));
  if (missing.length === 0) return 'given';
  const [allowance] = missing;
  const consequence = 'the JVM stands still until its heap is written';
  if (allowance !== undefined && (await options.ask?.({ allowance, probe: 'heap dump', rung: 'attach', consequence })))
    return 'given';
  return { refused: `${consequence}: allow it with --allow ${needed(options.live).join(',')}` };
};
