import { CollectError, type Rung, type RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { estimatedPauseMs } from '../dump/pause.ts';
import { actuatorPlaces, type Place } from './places.ts';

const answerTimeoutMs = 2000;
const maxBytes = 256 * 1024 * 1024;

/** Spring Boot's own words: `{"threads":[ ... ]}`. */
const isDump = (body: Uint8Array): boolean => {
  const text = new TextDecoder();
  return (
    /^\s*\{\s*"threads"\s*:\s*\[/.test(text.decode(body.subarray(0, 64))) &&
    /\}\s*$/.test(text.decode(body.subarray(-64)))
  );
};

const ask = async (context: RungContext, { path, ...place }: Place): Promise<Uint8Array | string> => {
  const { transport, signal, note } = context;
  if (transport.httpGet === undefined) throw new CollectError('failed', `no HTTP on ${transport.place}`);
  const from = { ...place, path: `${path}/threaddump` };
  const startedAtMs = context.now();
  let outcome = 'failed';
  try {
    const { status, body } = await transport.httpGet(from, { signal, timeoutMs: answerTimeoutMs, maxBytes });
    outcome = `HTTP ${status === 0 ? 200 : status}, ${body.length} bytes`;
    return isDump(body) ? body : `port ${place.port} ${from.path}: ${outcome}, no thread dump`;
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    outcome = error.message;
    return error.message;
  } finally {
    const action = `GET ${from.path} of port ${place.port}`;
    note({
      startedAtMs,
      action,
      outcome,
      durationMs: context.now() - startedAtMs,
      cost: 'safepoint',
      leaves: 'nothing',
    });
  }
};

/**
 * The application's own thread dump. It takes a worker of the application, which may have none left, and Spring asks for the
 * ownable synchronizers, so that the JVM walks its whole heap (ThreadDumpEndpoint: dumpAllThreads(true, true)).
 */
export const actuator: Rung = {
  name: 'actuator',
  cost: 'safepoint',
  leaves: 'nothing',
  does: 'GET /actuator/threaddump of the application, at the port and path of its probes and settings, 2 s each (curl or wget of the image, else pods/proxy)',
  precondition: async (context) => {
    if (context.transport.httpGet === undefined)
      return { refused: `no HTTP on ${context.transport.place}`, unneeded: true };
    const places = await actuatorPlaces(context);
    return places.length > 0
      ? 'usable'
      : { refused: 'no port of Actuator is known: no HTTP probe, no port in the pod, none in its settings' };
  },
  estimatedPauseMs: (context) => estimatedPauseMs({ ...context, withSynchronizers: true }, 'buffered'),
  collect: async (context) => {
    const failures: string[] = [];
    for (const place of await actuatorPlaces(context)) {
      const takenAtMs = context.now();
      const answer = await ask(context, place);
      if (typeof answer !== 'string') {
        const about = { kind: 'thread-dump', ext: 'json', how: 'actuator', cost: 'safepoint' } as const;
        return { ...about, takenAtMs, outcome: 'ok', bytes: answer, problems: [] };
      }
      failures.push(answer);
    }
    throw new CollectError('failed', failures.join('; '));
  },
};
