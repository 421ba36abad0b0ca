import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Transport, TransportError } from '../model/transport.ts';

const defaultTimeoutMs = 2000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** GET from a port of this machine, by the loopback address. A certificate is for another name and is not looked at. */
export const getLocal: NonNullable<Transport['httpGet']> = ({ port, path, https }, limits = {}) => {
  const { timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes, signal } = limits;
  const place = `${https ? 'https' : 'http'}://127.0.0.1:${port}${path}`;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false };
    const request = (https ? httpsRequest : httpRequest)(options);
    const done = (code: TransportError['code'], why: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      request.destroy();
      reject(new TransportError(code, `${place} ${why}`));
    };
    const onAbort = (): void => done('aborted', 'was not asked to the end: interrupted');
    const timer = setTimeout(() => done('timed-out', `gives no answer in ${timeoutMs / 1000} s`), timeoutMs);
    request.on('error', (error: NodeJS.ErrnoException) =>
      done('failed', `gives no answer: ${error.code ?? error.message}`),
    );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    request.on('response', (response) => {
      const chunks: Uint8Array[] = [];
      let total = 0;
      response.on('data', (chunk: Uint8Array) => {
        chunks.push(chunk);
        total += chunk.length;
        if (total > maxBytes) done('too-large', `answers with more than ${maxBytes} bytes`);
      });
      response.on('error', () => done('failed', 'broke off its answer'));
      response.on('close', () => {
        if (!response.complete) return done('failed', 'broke off its answer');
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
      });
    });
    request.end();
  });
};
