import type { ProbeContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';

/** Where the JVM's stdout goes: a file that can be read back, or why a dump written there would be lost. */
export type Stdout =
  | { readonly path: string; readonly file: string; readonly sizeBytes: number }
  | { readonly unreadable: string };

const reasons = {
  pipe: 'its stdout is a pipe: what is written there goes to another program, and a reader that stalls would freeze the JVM',
  socket: 'its stdout is a socket: what is written there goes to another program (journald?)',
  device: 'its stdout is a terminal or /dev/null: what is written there cannot be read back',
} as const;

export const findStdout = async ({
  transport,
  identity,
  signal,
}: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>): Promise<Stdout> => {
  const path = `/proc/${identity.pid}/fd/1`;
  try {
    const about = await transport.stat(path, { signal });
    if (about.kind === 'pipe' || about.kind === 'socket' || about.kind === 'device')
      return { unreadable: reasons[about.kind] };
    if (about.kind !== 'file') return { unreadable: `its stdout is a ${about.kind}` };
    const [link] = await transport.readLinks([path], { signal });
    await transport.readFile(path, { signal, fromByte: about.sizeBytes });
    return { path, file: typeof link === 'string' ? link : path, sizeBytes: about.sizeBytes };
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    return { unreadable: `its stdout cannot be read: ${error.message}` };
  }
};
