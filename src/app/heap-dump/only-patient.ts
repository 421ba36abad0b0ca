import { RequestError } from '../../model/exit-code.ts';
import type { LiveTarget } from '../../model/target.ts';
import { localTransport } from '../../transport/local.ts';
import type { Patient } from '../patient.ts';
import { findPatients } from '../patients.ts';
import type { HeapDumpOptions } from './options.ts';

/** The one JVM meant. Throws RequestError when there are more, or none. */
export const onlyPatient = async (target: LiveTarget, options: HeapDumpOptions): Promise<Patient> => {
  const { patients, unreached, refused } = await findPatients(
    [target],
    localTransport(),
    options.cluster,
    options.signal,
  );
  const [patient, ...others] = patients;
  if (patient !== undefined && others.length === 0) return patient;
  for (const { close } of patients) close?.();
  if (patient !== undefined)
    throw new RequestError(
      'several-jvms',
      `${target.word} means ${patients.length} JVMs: a heap dump is taken of one`,
      patients.map((one) => one.target),
    );
  if (refused[0] !== undefined) throw refused[0].error;
  throw new RequestError(
    'not-a-jvm',
    unreached.map((one) => `${one.target}: ${one.reason}`).join('\n') || `${target.word} names no JVM`,
  );
};
