import type { BlastRadius } from '../../model/blast-radius.ts';
import type { JournalEntry } from '../../model/capture.ts';
import { exitCode } from '../../model/exit-code.ts';
import { count, duration, bytes as size } from '../../report/text/number.ts';
import type { Patient } from '../patient.ts';
import type { DocumentResult } from '../publish.ts';
import { tool } from '../tool.ts';
import type { Kept } from './kept.ts';

export type Outcome = {
  readonly outcome: 'taken' | 'partial' | 'refused' | 'failed';
  readonly reason?: string;
  readonly file?: string;
  /** Of the file as it is, and what was copied for it. */
  readonly bytes?: number;
  readonly copiedBytes?: number;
  /** Of what was copied. */
  readonly copiedSha256?: string;
  readonly pauseMs?: number | null;
  readonly copyMs?: number;
  /** It could not be copied and still lies on the target. */
  readonly kept?: Kept;
};

const keptLines = (kept: Kept | undefined): readonly string[] =>
  kept === undefined
    ? []
    : [
        `it is whole and still there: ${kept.path}, ${size(kept.bytes)}, with every secret of the application in it`,
        `fetch it:   ${kept.fetch}`,
        `delete it:  ${kept.remove}`,
      ];

export const documentOf = (
  patient: Patient,
  radius: BlastRadius,
  outcome: Outcome,
  journal: readonly JournalEntry[],
): DocumentResult => {
  const { target } = patient;
  const lines = {
    taken: () => [
      `heap dump of ${target}: ${outcome.file}, ${size(outcome.bytes ?? 0)} (${count(outcome.bytes ?? 0)} bytes), whole`,
      `the JVM stood still for ${duration(outcome.pauseMs ?? 0)}; copied in ${duration(outcome.copyMs ?? 0)}; nothing is left on the target`,
      `next: jdiag heap ${outcome.file}`,
    ],
    partial: () => [
      `heap dump of ${target}: ${outcome.file} is not whole: ${outcome.reason}`,
      `next: jdiag heap ${outcome.file}`,
    ],
    refused: () => [`no heap dump of ${target} was taken: ${outcome.reason}`],
    failed: () => [`no heap dump of ${target}: ${outcome.reason}`, ...keptLines(outcome.kept)],
  } as const;
  return {
    kind: 'document',
    document: {
      schemaVersion: 1,
      kind: 'heap-dump',
      tool,
      target,
      ...outcome,
      blastRadius: radius,
      journal,
      exitCode: outcome.outcome === 'taken' ? exitCode.ok : exitCode.incomplete,
    },
    text: () => `${lines[outcome.outcome]().join('\n')}\n`,
  };
};
