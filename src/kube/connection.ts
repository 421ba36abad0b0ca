import { Agent, type RequestOptions } from 'node:https';
import type { Cluster, KubeConfig } from '@kubernetes/client-node';
import { RequestError } from '../model/exit-code.ts';
import { proxyFor } from './proxy.ts';

/** kubectl's flags with kubectl's meaning. */
export type ClusterOptions = {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  /** User to impersonate. */
  readonly as?: string;
  /** Limit of one call; 10 s. */
  readonly requestTimeoutMs?: number;
  /** Image of the container that may be put beside a JVM: it needs a shell and coreutils (or busybox). */
  readonly image?: string;
  /** Told what a person should know: another way was taken. */
  readonly say?: (text: string) => void;
};

/** A cluster and who speaks to it. Credentials never leave `options()`. */
export type Connection = {
  readonly server: URL;
  readonly place: string;
  readonly namespace: string;
  readonly timeoutMs: number;
  /** The same cluster and user for kubectl. */
  readonly kubectlFlags: readonly string[];
  /** How exec goes; set to kubectl for good once the WebSocket proved to be blocked. */
  readonly exec: { way: 'socket' | 'kubectl' };
  readonly say: (text: string) => void;
  /** TLS, proxy and login of one request; may run a credential plugin. Throws ClusterError. */
  options(): Promise<RequestOptions>;
};

const defaultTimeoutMs = 10_000;

const configError = (message: string, hints: readonly string[] = []): RequestError =>
  new RequestError('no-cluster', message, hints);

const load = (config: KubeConfig, options: ClusterOptions): void => {
  try {
    if (options.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(options.kubeconfig);
  } catch (error) {
    const from = options.kubeconfig ?? process.env['KUBECONFIG'] ?? '~/.kube/config';
    const code = (error as NodeJS.ErrnoException).code;
    // Errors of a YAML parser quote the file, and the file holds keys.
    const why = code === 'ENOENT' ? 'no such file' : (code ?? 'it cannot be understood');
    throw configError(`the kubeconfig ${from} cannot be used: ${why}`);
  }
};

const chooseContext = (config: KubeConfig, wanted: string | undefined): string => {
  const names = config.getContexts().map(({ name }) => name);
  const name = wanted ?? config.getCurrentContext();
  if (name === undefined || name === '') {
    throw configError('the kubeconfig has no current context', [`choose one with --context: ${names.join(', ')}`]);
  }
  if (!names.includes(name)) {
    throw configError(`the kubeconfig has no context "${name}"`, [`it has ${names.join(', ') || 'none'}`]);
  }
  config.setCurrentContext(name);
  return name;
};

/** The proxy of the environment, for a cluster whose kubeconfig names none. */
const withProxy = (cluster: Cluster): void => {
  const proxy = cluster.proxyUrl ?? proxyFor(new URL(cluster.server), process.env);
  if (proxy !== undefined) Object.assign(cluster, { proxyUrl: proxy });
};

/** A server without TLS, as `kubectl proxy` is one: the library takes it only when told that nothing is to be verified. */
const withoutTls = (cluster: Cluster): void => {
  if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true });
};

/** Reads the kubeconfig (KUBECONFIG lists, ~/.kube/config, in a pod its service account). Throws RequestError. */
export const openConnection = async (options: ClusterOptions): Promise<Connection> => {
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const config = new Config();
  load(config, options);
  // What the library falls back to when it found nothing at all.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080' && options.context === undefined) {
    throw configError('no cluster is configured: there is no kubeconfig, and jdiag does not run in a pod', [
      'set KUBECONFIG or give --kubeconfig PATH',
    ]);
  }
  const context = chooseContext(config, options.context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw configError(`the context "${context}" names a cluster that the kubeconfig does not have`);
  if (config.getCurrentUser() === null)
    throw configError(`the context "${context}" names a user that the kubeconfig does not have`);
  withProxy(cluster);
  withoutTls(cluster);
  // One for all calls: a new TCP and TLS handshake for each would be three round trips more. It tells credentials apart by itself.
  const agent = new Agent({ keepAlive: true });
  const isDirect = cluster.proxyUrl === undefined && cluster.server.startsWith('https:');
  return {
    server: new URL(cluster.server),
    place: `context ${context}`,
    namespace: options.namespace ?? config.getContextObject(context)?.namespace ?? 'default',
    timeoutMs: options.requestTimeoutMs ?? defaultTimeoutMs,
    kubectlFlags: [
      ...(options.kubeconfig === undefined ? [] : ['--kubeconfig', options.kubeconfig]),
      '--context',
      context,
      ...(options.as === undefined ? [] : ['--as', options.as]),
    ],
    exec: { way: 'socket' },
    say: options.say ?? (() => undefined),
    options: async () => {
      const request: RequestOptions = {};
      try {
        await config.applyToHTTPSOptions(request as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
      } catch {
        // The error may quote what a credential plugin printed.
        throw configError(`logging in as the user of context "${context}" failed`, [
          `check it with kubectl --context ${context} auth can-i get pods`,
        ]);
      }
      if (isDirect) request.agent = agent;
      if (options.as !== undefined) request.headers = { ...request.headers, 'Impersonate-User': options.as };
      return request;
    },
  };
};
