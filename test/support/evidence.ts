import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../../src/model/evidence.ts';

export const capturesFolder = join(import.meta.dirname, '../../fixtures/captures');

const known = new Map<string, Promise<Evidence>>();

/** The evidence of a committed capture's first JVM, read as a run reads it. Needs the generated lists (`npm run build`). */
export const evidenceOf = (capture: string): Promise<Evidence> => {
  const evidence = known.get(capture) ?? read(capture);
  known.set(capture, evidence);
  return evidence;
};

const read = async (capture: string): Promise<Evidence> => {
  const folder = join(capturesFolder, capture);
  if (!existsSync(join(folder, 'manifest.json'))) throw new Error(`there is no capture fixtures/captures/${capture}`);
  const { captureEvidence } = await import('../../src/app/rule-files.ts');
  return captureEvidence(folder, new AbortController().signal);
};
