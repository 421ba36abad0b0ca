import type { ProbeContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { listNames, readText } from '../proc/read.ts';

/** The JVM's attach socket: its own, none yet, or one that must not be used. */
export type Listener = { readonly path: string } | { readonly unusable: string } | 'none';

type Place = Pick<ProbeContext, 'transport' | 'identity' | 'signal'>;

const socketPath = ({ pid, nsPid }: ProbeContext['identity']): string => `/proc/${pid}/root/tmp/.java_pid${nsPid}`;

/** SO_ACCEPTCON in the Flags column of /proc/net/unix. */
const listening = '00010000';

/** Inodes of listening sockets bound as the JVM binds: to `.java_pidN.tmp`, renamed when it is ready. */
const boundSockets = (unix: string, nsPid: number): ReadonlySet<string> =>
  new Set(
    unix
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(
        ([, , , flags, , , , path]) =>
          flags === listening && new RegExp(`/\\.java_pid${nsPid}(?:\\.tmp)?$`).test(path ?? ''),
      )
      .map((fields) => fields[6] as string),
  );

/** True when the process itself holds one of the sockets open: no other JVM answers there. */
const holdsOneOf = async ({ transport, identity, signal }: Place, inodes: ReadonlySet<string>): Promise<boolean> => {
  const folder = `/proc/${identity.pid}/fd`;
  const names = await listNames(transport, folder, signal);
  if (names instanceof TransportError) throw names;
  const links = await transport.readLinks(
    names.map((name) => `${folder}/${name}`),
    { signal },
  );
  return links.some((link) => typeof link === 'string' && inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
};

/**
 * Looks for the socket and proves whose it is. On a /tmp shared by containers every JVM is pid 1 and the file may lead to
 * another one. Throws TransportError when its /tmp cannot be looked into.
 */
export const findListener = async (place: Place): Promise<Listener> => {
  const { transport, identity, signal } = place;
  const path = socketPath(identity);
  const about = await transport.stat(path, { signal, follow: false }).catch((error: unknown) => {
    if (error instanceof TransportError && error.code === 'not-found') return undefined;
    throw error;
  });
  if (about === undefined) return 'none';
  if (about.kind !== 'socket') return { unusable: `${path} is a ${about.kind}, not the socket of this JVM` };
  const unix = await readText(transport, `/proc/${identity.pid}/net/unix`, signal);
  if (unix === undefined) {
    return { unusable: `whose socket ${path} is cannot be checked: /proc/${identity.pid}/net/unix is not readable` };
  }
  const inodes = boundSockets(unix, identity.nsPid);
  if (inodes.size === 0) {
    return {
      unusable: `${path} (uid ${about.uid}) is not the socket of this JVM: left behind by an earlier process with that pid, or of another container on a shared /tmp`,
    };
  }
  if (about.uid === identity.effectiveUid && (await holdsOneOf(place, inodes))) return { path };
  return { unusable: `${path} (uid ${about.uid}) is the socket of another JVM (a /tmp shared between containers?)` };
};
