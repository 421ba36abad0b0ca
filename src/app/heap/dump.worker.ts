import { parentPort, workerData } from 'node:worker_threads';
import { ParseError } from '../../model/parsed.ts';
import { fileSource } from '../file-source.ts';
import { type HeapReadOptions, readHeapDump } from './read.ts';

/** What the thread is started with. */
export type HeapWork = { readonly path: string; readonly artifactId: string; readonly options: HeapReadOptions };

const { path, artifactId, options } = workerData as HeapWork;

readHeapDump(fileSource(path), artifactId, options, (progress) => parentPort?.postMessage({ progress })).then(
  (reading) => parentPort?.postMessage({ result: reading }),
  (error: unknown) => {
    if (!(error instanceof ParseError)) throw error;
    parentPort?.postMessage({ refused: { code: 'not-understood', message: error.message, hints: [] } });
  },
);
