import type { ProbeContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { listNames, readTexts } from '../proc/read.ts';

/** TCP_LISTEN in the column `st` of /proc/net/tcp. Source: proc(5), include/net/tcp_states.h. */
const listen = '0A';

/** Port and inode of listening sockets. `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode`. */
const listenersIn = (table: string): readonly { readonly port: number; readonly inode: string }[] =>
  table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const port = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16);
    return fields[3] === listen && !Number.isNaN(port) ? [{ port, inode: fields[9] ?? '' }] : [];
  });

const socketsOf = async (
  context: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>,
): Promise<ReadonlySet<string>> => {
  const { transport, identity, signal } = context;
  const folder = `/proc/${identity.pid}/fd`;
  const names = await listNames(transport, folder, signal);
  if (names instanceof TransportError) return new Set();
  const links = await transport.readLinks(
    names.map((name) => `${folder}/${name}`),
    { signal },
  );
  return new Set(
    links.flatMap((link) => (typeof link === 'string' ? (/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []) : [])),
  );
};

/**
 * Ports at which the process listens. In a container all of its network: the ports there are its own. Elsewhere only sockets it
 * holds open, and only where its network is that of jdiag.
 */
export const listeningPorts = async (
  context: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>,
): Promise<ReadonlySet<number>> => {
  const { transport, identity, signal } = context;
  const tables = await readTexts(
    transport,
    ['tcp', 'tcp6'].map((table) => `/proc/${identity.pid}/net/${table}`),
    signal,
  );
  const listeners = tables.flatMap((table) => listenersIn(table ?? ''));
  if (listeners.length === 0) return new Set();
  if (transport.insideLimits) return new Set(listeners.map(({ port }) => port));
  const networks = await transport.readLinks([`/proc/${identity.pid}/ns/net`, '/proc/self/ns/net'], { signal });
  if (typeof networks[0] !== 'string' || networks[0] !== networks[1]) return new Set();
  const own = await socketsOf(context);
  return new Set(listeners.filter(({ inode }) => own.has(inode)).map(({ port }) => port));
};
