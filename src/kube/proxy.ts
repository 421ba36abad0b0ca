import { BlockList, isIP } from 'node:net';

/** `10.0.0.0/8`, `fd00::/8`; undefined: something else. */
const networkOf = (entry: string): BlockList | undefined => {
  const [address = '', prefix = ''] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (version === 4 ? 32 : 128)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, Number(prefix), version === 4 ? 'ipv4' : 'ipv6');
  return network;
};

/** `host:port`, `[v6]:port`, a bare IPv6 address. */
const hostAndPort = (entry: string): readonly [string, string | undefined] => {
  if (isIP(entry) === 6) return [entry, undefined];
  const match = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry);
  return [match?.[1] ?? entry, match?.[2]];
};

/**
 * Entries of NO_PROXY: `*`, a host, `.domain`, `host:port`, an address, a network. A network matches a server that is named
 * by its address, as with kubectl: no name is looked up.
 */
const isExcluded = (url: URL, noProxy: string): boolean => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  const version = isIP(host);
  const matches = (entry: string): boolean => {
    if (entry === '*') return true;
    const network = networkOf(entry);
    if (network !== undefined) return version !== 0 && network.check(host, version === 4 ? 'ipv4' : 'ipv6');
    const [name, only] = hostAndPort(entry);
    if (only !== undefined && only !== port) return false;
    const domain = name.replace(/^\*?\./, '');
    return host === domain || (version === 0 && host.endsWith(`.${domain}`));
  };
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some(matches);
};

/** The proxy that the environment names for a server. Loopback is never proxied, as with kubectl. */
export const proxyFor = (url: URL, environment: NodeJS.ProcessEnv): string | undefined => {
  const named = (name: string): string | undefined => environment[name] || environment[name.toLowerCase()] || undefined;
  const proxy = url.protocol === 'http:' ? named('HTTP_PROXY') : named('HTTPS_PROXY');
  const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (proxy === undefined || local || isExcluded(url, named('NO_PROXY') ?? '')) return undefined;
  return proxy;
};
