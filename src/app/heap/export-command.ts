import { rmSync, statSync } from 'node:fs';
import { exitCode, RequestError } from '../../model/exit-code.ts';
import { escapeText } from '../../report/text/escape.ts';
import { bytes, count } from '../../report/text/number.ts';
import { checkFilePath } from '../output-paths.ts';
import type { Progress } from '../progress.ts';
import type { DocumentResult } from '../publish.ts';
import { systemFailure } from '../system-error.ts';
import { progressText } from './attempt.ts';
import type { Exported, ExportWork } from './export.ts';
import { inWorker } from './in-worker.ts';

export type ExportOptions = Omit<ExportWork, 'path'> & { readonly signal: AbortSignal; readonly progress: Progress };

const checkInput = (path: string): void => {
  try {
    if (statSync(path).isFile()) return;
  } catch (error) {
    const failure = systemFailure(error);
    throw failure === undefined ? error : new RequestError('unreadable', `${path}: ${failure.reason}`);
  }
  throw new RequestError('unreadable', `${path}: not a file`);
};

/** Writes the snapshot; the result says where and how large. A dump that was cut is written as far as it goes: exit 3. */
export const exportHeap = async (path: string, options: ExportOptions): Promise<DocumentResult> => {
  const { signal, progress, ...work } = options;
  if (work.subtree !== undefined && !/^0x[0-9a-f]{1,16}$/i.test(work.subtree)) {
    throw new RequestError('bad-flag', `--subtree ${work.subtree} is not an address`, [
      'write it as the reports do: 0x7f921e1ee540',
    ]);
  }
  checkInput(path);
  await checkFilePath(work.output);
  const started = performance.now();
  try {
    const result = await inWorker<Exported>('export', { path, ...work } satisfies ExportWork, signal, (step) =>
      progress.step(`exporting ${path}: ${progressText(step, performance.now() - started)}`),
    );
    const { output, nodes, edges, cut } = result;
    const code = cut === undefined ? exitCode.ok : exitCode.incomplete;
    const lower = cut === undefined ? '' : `not the whole heap: ${cut}\n`;
    return {
      kind: 'document',
      document: {
        schemaVersion: 1,
        kind: 'heap-export',
        exitCode: code,
        format: 'heapsnapshot',
        ...result,
        cut: cut ?? null,
      },
      text: () =>
        `${escapeText(output)}: ${count(nodes)} objects, ${count(edges)} references, ${bytes(result.bytes)}\n${lower}`,
    };
  } finally {
    rmSync(`${work.output}.partial`, { force: true });
  }
};
