import { rename, rm } from 'node:fs/promises';
import { TransportError } from '../../model/transport.ts';
import { bytes as size } from '../../report/text/number.ts';
import type { Patient } from '../patient.ts';
import type { Outcome } from './document.ts';
import type { HeapDumpOptions } from './options.ts';
import type { Taken } from './take.ts';
import { verifyDump } from './verify.ts';

const rate = (bytes: number, ms: number): string => `${size((bytes / Math.max(1, ms)) * 1000)}/s`;

/** From the target to this machine, verified. Returns what is missing of it; undefined: whole. */
export const bringHome = async (
  patient: Patient,
  taken: Taken,
  options: HeapDumpOptions,
): Promise<Pick<Outcome, 'file' | 'bytes' | 'copiedBytes' | 'copiedSha256'> & { readonly incomplete?: string }> => {
  const { outputFile, progress, signal } = options;
  const { copyOut } = patient.transport;
  if (copyOut === undefined)
    throw new TransportError(
      'failed',
      patient.transport.without?.copyOut ?? `${patient.transport.place}: files cannot be copied out`,
    );
  const unpack = taken.path.endsWith('.gz') && !outputFile.endsWith('.gz');
  const copyTo = unpack ? `${outputFile}.gz` : outputFile;
  const startedAt = performance.now();
  let from: number | undefined;
  const copied = await copyOut(taken.seenAs, copyTo, {
    signal,
    onProgress: (done, all) => {
      from ??= done;
      progress.step(
        `copying ${size(done)} of ${size(all)} (${Math.floor((100 * done) / all)}%), ${rate(done - from, performance.now() - startedAt)}`,
      );
    },
  });
  const unpackTo = `${outputFile}.unpacking`;
  let decodedBytes = 0;
  const incomplete = await verifyDump(copyTo, signal, {
    ...(unpack ? { unpackTo } : {}),
    onBytes: (bytes) => {
      decodedBytes = bytes;
      progress.step(`checking ${size(bytes)}`);
    },
  });
  if (unpack && incomplete === undefined) {
    await rename(unpackTo, outputFile);
    await rm(copyTo);
  } else if (unpack) await rm(unpackTo, { force: true });
  return {
    file: unpack && incomplete !== undefined ? copyTo : outputFile,
    bytes: unpack ? decodedBytes : copied.bytes,
    copiedBytes: copied.bytes,
    copiedSha256: copied.sha256,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
};
