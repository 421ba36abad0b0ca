import { join } from 'node:path';
import { readInput } from '../../src/app/analyze.ts';
import { checkAnalysis } from '../../src/app/check.ts';
import { judge } from '../../src/app/judge.ts';
import { evidenceOf } from '../../src/app/lives.ts';
import { openInput } from '../../src/app/open-input.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Report } from '../../src/model/report.ts';
import { capturesFolder } from '../support/evidence.ts';

/** One reading of a capture: what is said of it, and the evidence of its first JVM. */
export type Look = { readonly report: Report; readonly evidence: Evidence };

const silent = { step: () => {}, say: () => {}, end: () => {} };

/** Reads a committed capture and judges it as `jdiag check` does. */
export const lookAt = async (name: string): Promise<Look> => {
  const { signal } = new AbortController();
  const path = join(capturesFolder, name);
  const input = await openInput({ kind: 'path', word: path, path }, signal);
  try {
    const options = { ...checkAnalysis, lang: 'en', signal, progress: silent } as const;
    const reading = await readInput(input, options);
    const report = await judge([reading], options, new Date().toISOString());
    const [life] = reading.lives;
    if (life === undefined) throw new Error(`the capture ${name} holds no evidence`);
    return { report, evidence: evidenceOf(life) };
  } finally {
    await input.close();
  }
};
