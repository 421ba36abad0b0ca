import type { Cost } from '../../model/capture.ts';
import { CollectError, type RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import type { Place } from './places.ts';

const answerTimeoutMs = 2000;
const maxBytes = 256 * 1024 * 1024;

export type Question = {
  readonly cost: Cost;
  /** `thread dump`, for reasons. */
  readonly what: string;
  /** Why an answer is not what was asked for; undefined: it is. */
  readonly refuse: (body: Uint8Array) => string | undefined;
};

export type AskedPlace = { readonly body: Uint8Array; readonly takenAtMs: number };

const statusWords: Readonly<Record<number, string>> = {
  401: 'it asks for a login',
  403: 'it is forbidden',
  404: 'there is no such endpoint',
};

/** Of a place that takes the connection and says nothing another path is not asked: each may take the whole time. */
const isSilent = (error: TransportError): boolean => error.code === 'timed-out';

const askOne = async (
  context: RungContext,
  { port, path, https }: Place,
  { cost, what, refuse }: Question,
): Promise<Uint8Array | { readonly reason: string; readonly silent: boolean }> => {
  const { transport, signal, note } = context;
  if (transport.httpGet === undefined) throw new CollectError('failed', `no HTTP on ${transport.place}`);
  const startedAtMs = context.now();
  const at = `port ${port} ${path}`;
  let outcome = 'failed';
  try {
    const from = { port, path, ...(https ? { https } : {}) };
    const { status, body } = await transport.httpGet(from, { signal, timeoutMs: answerTimeoutMs, maxBytes });
    const known = status === 0 ? 200 : status;
    outcome = `HTTP ${known}, ${body.length} bytes`;
    if (statusWords[known] !== undefined)
      return { reason: `${at}: HTTP ${known}: ${statusWords[known]}`, silent: false };
    const refused = known >= 400 ? `no ${what}` : refuse(body);
    return refused === undefined ? body : { reason: `${at}: ${outcome}, ${refused}`, silent: false };
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    outcome = error.message;
    return { reason: error.message, silent: isSilent(error) };
  } finally {
    const action = `GET ${path} of port ${port}`;
    note({ startedAtMs, action, outcome, durationMs: context.now() - startedAtMs, cost, leaves: 'nothing' });
  }
};

/** The first answer that is what was asked for, 2 s each. Throws CollectError with the reason of every place. */
export const askPlaces = async (
  context: RungContext,
  places: readonly Place[],
  question: Question,
): Promise<AskedPlace> => {
  const failures: string[] = [];
  const silent = new Set<number>();
  for (const place of places) {
    if (silent.has(place.port)) continue;
    const takenAtMs = context.now();
    const answer = await askOne(context, place, question);
    if (answer instanceof Uint8Array) return { body: answer, takenAtMs };
    failures.push(answer.reason);
    if (answer.silent) silent.add(place.port);
  }
  throw new CollectError('failed', failures.join('; '));
};
