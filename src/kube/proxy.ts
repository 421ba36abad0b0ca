/** Entries of NO_PROXY: `*`, a host, `.domain`, `host:port`. Networks (10.0.0.0/8) match as Go's client does: not at all here. */
const isExcluded = (url: URL, noProxy: string): boolean =>
  noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [host = '', port] = entry.toLowerCase().split(':');
      if (port !== undefined && port !== (url.port || '443')) return false;
      const domain = host.replace(/^\*?\./, '');
      return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
    });

/** The proxy that the environment names for a server. Loopback is never proxied, as with kubectl. */
export const proxyFor = (url: URL, environment: NodeJS.ProcessEnv): string | undefined => {
  const named = (name: string): string | undefined => environment[name] || environment[name.toLowerCase()] || undefined;
  const proxy = url.protocol === 'http:' ? named('HTTP_PROXY') : named('HTTPS_PROXY');
  const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (proxy === undefined || local || isExcluded(url, named('NO_PROXY') ?? '')) return undefined;
  return proxy;
};
