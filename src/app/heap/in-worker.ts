import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RequestError } from '../../model/exit-code.ts';
import { packageRoot } from '../package-root.ts';
import type { HeapProgress } from './read.ts';

type Refusal = { readonly code: string; readonly message: string; readonly hints: readonly string[] };
type Message<R> = { readonly progress?: HeapProgress; readonly result?: R; readonly refused?: Refusal };

/** Names of classes and threads of a large heap fit; the graph itself does not count here. */
const heapMb = 4096;

const tooLarge = (path: string): RequestError =>
  new RequestError('out-of-memory', `${path}: there is not enough memory to analyse this heap dump`, [
    'about 60 bytes per object are needed: use a machine with more memory',
    `jdiag heap ${path} --histogram needs less than 100 MB`,
  ]);

/**
 * Does heavy work on a heap dump in a thread of its own, which is ended at once when the signal is aborted. `worker`: the name of its
 * file. Rejects with RequestError for what the worker refuses.
 */
export const inWorker = <R>(
  worker: 'dump' | 'export',
  work: { readonly path: string },
  signal: AbortSignal,
  onProgress: (progress: HeapProgress) => void,
): Promise<R> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const thread = new Worker(join(packageRoot(), `dist/app/heap/${worker}.worker.js`), {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    const done = (settle: () => void): void => {
      signal.removeEventListener('abort', stop);
      settle();
      void thread.terminate();
    };
    const stop = (): void => done(() => reject(signal.reason as Error));
    signal.addEventListener('abort', stop, { once: true });
    thread.on('message', ({ progress, result, refused }: Message<R>) => {
      if (progress !== undefined) onProgress(progress);
      else if (result !== undefined) done(() => resolve(result));
      else if (refused !== undefined)
        done(() => reject(new RequestError(refused.code, refused.message, refused.hints)));
    });
    thread.on('error', (error: Error & { readonly code?: string }) => {
      const isMemory = error instanceof RangeError || error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      done(() => reject(isMemory ? tooLarge(work.path) : error));
    });
    thread.on('exit', (code) => done(() => reject(new Error(`the worker on ${work.path} ended with ${code}`))));
  });
