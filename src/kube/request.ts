import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ClusterError } from '../model/pod-api.ts';
import type { CallLimits } from '../model/transport.ts';
import type { Connection } from './connection.ts';
import { networkError, refusalError } from './words.ts';

const defaultMaxBytes = 64 * 1024 * 1024;

export type Call = CallLimits & {
  /** PATCH: a strategic merge. */
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What the answer may be; JSON. What is asked of a pod is answered by the pod. */
  readonly accept?: string;
  /** For messages: `list the pods of namespace shop`. */
  readonly attempt: string;
};

export const urlOf = (server: URL, path: string, query: Iterable<readonly [string, string]>): URL => {
  const url = new URL(server);
  url.pathname = `${server.pathname.replace(/\/$/, '')}${path}`;
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url;
};

/** The server closed an idle connection just when it was to be used again: it never saw the request. */
class StaleConnection extends Error {}

/** One call of the API, its answer whole. Throws ClusterError for everything that is not 2xx. */
export const callApi = async (connection: Connection, call: Call): Promise<Uint8Array> => {
  for (;;) {
    try {
      return await callOnce(connection, call);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
    }
  }
};

const callOnce = async (connection: Connection, call: Call): Promise<Uint8Array> => {
  const { attempt, method = 'GET', body, signal, accept = 'application/json', maxBytes = defaultMaxBytes } = call;
  const timeoutMs = call.timeoutMs ?? connection.timeoutMs;
  const options = await connection.options();
  const url = urlOf(connection.server, call.path, Object.entries(call.query ?? {}));
  const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const contentType = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
  const headers = { ...options.headers, accept, 'user-agent': 'jdiag' };
  return new Promise<Uint8Array>((resolve, reject) => {
    const sent = request(url, {
      ...options,
      method,
      headers: text === undefined ? headers : { ...headers, 'content-type': contentType },
    });
    const fail = (error: ClusterError | StaleConnection): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      sent.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(new ClusterError('aborted', `cannot ${attempt}: interrupted`));
    const timer = setTimeout(
      () => fail(new ClusterError('timed-out', `cannot ${attempt}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    let answered = false;
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && !answered && method === 'GET' && error.code === 'ECONNRESET';
      fail(isStale ? new StaleConnection() : networkError(attempt, url.host, error));
    });
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    sent.on('response', (response) => {
      answered = true;
      const chunks: Uint8Array[] = [];
      let total = 0;
      response.on('data', (chunk: Uint8Array) => {
        chunks.push(chunk);
        total += chunk.length;
        if (total > maxBytes)
          fail(new ClusterError('failed', `cannot ${attempt}: the answer is above ${maxBytes} bytes`));
      });
      response.on('error', (error) => fail(networkError(attempt, url.host, error)));
      response.on('close', () => {
        if (!response.complete) fail(new ClusterError('unreachable', `cannot ${attempt}: the answer broke off`));
      });
      response.on('end', () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        const answer = Buffer.concat(chunks);
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(answer);
        else reject(refusalError(attempt, status, answer.toString()));
      });
    });
    sent.end(text);
  });
};
