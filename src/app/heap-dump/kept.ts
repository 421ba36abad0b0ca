import { TransportError } from '../../model/transport.ts';
import type { ClusterScope, Patient } from '../patient.ts';
import type { Taken } from './take.ts';

/** A heap dump that could not be copied: where it lies, and the commands that a person gets it and removes it with. */
export type Kept = { readonly path: string; readonly bytes: number; readonly fetch: string; readonly remove: string };

const word = (text: string): string => (/^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** `kubectl exec pod/appr-1 -n shop -c app`, for the same cluster and user; undefined: a JVM of this machine. */
const kubectlExec = (target: string, scope: ClusterScope): string | undefined => {
  const pod = /^(pod\/\S+)((?: -[nc] \S+)*)/.exec(target);
  if (pod === null) return undefined;
  const [, name = '', where = ''] = pod;
  const flags = [
    ...(scope.kubeconfig === undefined ? [] : ['--kubeconfig', scope.kubeconfig]),
    ...(scope.context === undefined ? [] : ['--context', scope.context]),
    ...(scope.as === undefined ? [] : ['--as', scope.as]),
    ...(scope.namespace === undefined || where.includes(' -n ') ? [] : ['-n', scope.namespace]),
    ...(scope.container === undefined || where.includes(' -c ') ? [] : ['-c', scope.container]),
  ];
  return `kubectl exec ${[name, ...flags.map(word)].join(' ')}${where} --`;
};

/** Leaves the dump where it is. `outputFile` is where it was to go. A sentence: it cannot be kept. */
export const keepDump = async (
  { target, transport }: Pick<Patient, 'target' | 'transport'>,
  { path, seenAs, keep }: Pick<Taken, 'path' | 'seenAs' | 'keep'>,
  bytes: number,
  outputFile: string,
  scope: ClusterScope,
): Promise<Kept | string> => {
  try {
    const ends = (await keep()).slice(seenAs.length);
    const kept = `${transport.insideLimits ? path : seenAs}${ends}`;
    const file = word(path.endsWith('.gz') && !outputFile.endsWith('.gz') ? `${outputFile}.gz` : outputFile);
    const exec = kubectlExec(target, scope);
    return exec === undefined
      ? { path: kept, bytes, fetch: `cp ${word(kept)} ${file}`, remove: `rm ${word(kept)}` }
      : { path: kept, bytes, fetch: `${exec} cat ${word(kept)} > ${file}`, remove: `${exec} rm ${word(kept)}` };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return `it could not be kept on the target either, and is removed there: ${error.message}`;
  }
};
