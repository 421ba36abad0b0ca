import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RequestError } from '../../model/exit-code.ts';
import { ParseError } from '../../model/parsed.ts';
import { packageRoot } from '../package-root.ts';
import type { HeapWork } from './dump.worker.ts';
import type { HeapProgress, HeapReading } from './read.ts';

type Message = { readonly progress?: HeapProgress; readonly reading?: HeapReading; readonly refused?: string };

/** Names of classes and threads of a large heap fit; the graph itself does not count here. */
const heapMb = 4096;

const tooLarge = (path: string): RequestError =>
  new RequestError('out-of-memory', `${path}: there is not enough memory to analyse this heap dump`, [
    'about 60 bytes per object are needed: use a machine with more memory',
    `jdiag heap ${path} --histogram needs less than 100 MB`,
  ]);

/** Reads a dump in a thread of its own, which is ended at once when the signal is aborted. */
export const readInWorker = (
  work: HeapWork,
  signal: AbortSignal,
  onProgress: (progress: HeapProgress) => void,
): Promise<HeapReading> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(join(packageRoot(), 'dist/app/heap/dump.worker.js'), {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    const stop = (): void => {
      void worker.terminate();
      reject(signal.reason as Error);
    };
    const done = (settle: () => void): void => {
      signal.removeEventListener('abort', stop);
      settle();
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', ({ progress, reading, refused }: Message) => {
      if (progress !== undefined) onProgress(progress);
      else if (reading !== undefined) done(() => resolve(reading));
      else done(() => reject(new ParseError(refused ?? 'the heap dump could not be read')));
    });
    worker.on('error', (error: Error & { readonly code?: string }) => {
      const isMemory = error instanceof RangeError || error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      done(() => reject(isMemory ? tooLarge(work.path) : error));
    });
    worker.on('exit', (code) => done(() => reject(new Error(`the worker that read ${work.path} ended with ${code}`))));
  });
