import type { ProbeContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';

/** Where stdout or stderr of the JVM goes: a file that can be read back, or why what is written there is lost. */
export type OutputStream =
  | { readonly path: string; readonly file: string; readonly sizeBytes: number }
  | { readonly unreadable: string };

const reasons = {
  pipe: 'a pipe: what is written there goes to another program, and a reader that stalls would freeze the JVM',
  socket: 'a socket: what is written there goes to another program (journald?)',
  device: 'a terminal or /dev/null: what is written there cannot be read back',
} as const;

const names = { 1: 'stdout', 2: 'stderr' } as const;

export const findStream = async (
  { transport, identity, signal }: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>,
  descriptor: 1 | 2,
): Promise<OutputStream> => {
  const path = `/proc/${identity.pid}/fd/${descriptor}`;
  const name = `its ${names[descriptor]}`;
  try {
    const about = await transport.stat(path, { signal });
    if (about.kind === 'pipe' || about.kind === 'socket' || about.kind === 'device')
      return { unreadable: `${name} is ${reasons[about.kind]}` };
    if (about.kind !== 'file') return { unreadable: `${name} is a ${about.kind}` };
    const [link] = await transport.readLinks([path], { signal });
    await transport.readFile(path, { signal, fromByte: about.sizeBytes });
    return { path, file: typeof link === 'string' ? link : path, sizeBytes: about.sizeBytes };
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    return { unreadable: `${name} cannot be read: ${error.message}` };
  }
};
