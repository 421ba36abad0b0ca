import type { ProbeContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { gcLogFiles } from './flag.ts';

type Where = Pick<ProbeContext, 'transport' | 'identity' | 'signal'>;

const argumentsOf = async ({ transport, identity, signal }: Where): Promise<readonly string[]> => {
  const bytes = await transport.readFile(`/proc/${identity.pid}/cmdline`, { signal, maxBytes: 1 << 20 });
  return new TextDecoder().decode(bytes).split('\0');
};

/** Files the process has open: the name of a log with the time of its start in it cannot be made up. */
const openFiles = async ({ transport, identity, signal }: Where): Promise<readonly string[]> => {
  const folder = `/proc/${identity.pid}/fd`;
  try {
    const names = await transport.listDir(folder, { signal });
    const links = await transport.readLinks(
      names.map((name) => `${folder}/${name}`),
      { signal },
    );
    return links.filter((link): link is string => typeof link === 'string' && link.startsWith('/'));
  } catch (error) {
    if (error instanceof TransportError && error.code !== 'aborted') return [];
    throw error;
  }
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `%p` and `%t` in a name; JDK 8 adds `.0.current` where it rotates. */
const shapeOf = (name: string, nsPid: number): RegExp =>
  new RegExp(
    `${name.startsWith('/') ? '^' : '/'}${literal(name.replace(/^\.\//, ''))
      .replaceAll('%p', `(?:pid)?${nsPid}`)
      .replaceAll('%t', '[\\d_-]+')}(?:\\.\\d+\\.current)?$`,
  );

/** Paths of the GC logs the JVM writes at the moment, as it sees them. */
export const findGcLogs = async (context: Where): Promise<readonly string[]> => {
  const { identity } = context;
  const named = gcLogFiles(await argumentsOf(context));
  if (named.length === 0) return [];
  const open = await openFiles(context);
  const found = named.flatMap((name) => open.filter((path) => shapeOf(name, identity.nsPid).test(path)));
  if (found.length > 0) return [...new Set(found)];
  // Its open files cannot be seen: names without a time in them are known all the same.
  return named
    .filter((name) => name.startsWith('/') && !name.includes('%t'))
    .map((name) => name.replaceAll('%p', `pid${identity.nsPid}`));
};
