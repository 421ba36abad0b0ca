import { parentPort, workerData } from 'node:worker_threads';
import { RequestError } from '../../model/exit-code.ts';
import { ParseError } from '../../model/parsed.ts';
import { type ExportWork, exportSnapshot } from './export.ts';

exportSnapshot(workerData as ExportWork, (progress) => parentPort?.postMessage({ progress })).then(
  (result) => parentPort?.postMessage({ result }),
  (error: unknown) => {
    if (error instanceof ParseError)
      parentPort?.postMessage({ refused: { code: 'not-understood', message: error.message, hints: [] } });
    else if (error instanceof RequestError) {
      const { code, message, hints } = error;
      parentPort?.postMessage({ refused: { code, message, hints } });
    } else throw error;
  },
);
