import type { Rung } from '../../model/probe.ts';
import { estimatedPauseMs } from '../dump/pause.ts';
import { askPlaces } from './ask.ts';
import { actuatorPlaces, placesReadiness } from './places.ts';

/** Spring Boot's own words: `{"threads":[ ... ]}`. */
const isDump = (body: Uint8Array): boolean => {
  const text = new TextDecoder();
  return (
    /^\s*\{\s*"threads"\s*:\s*\[/.test(text.decode(body.subarray(0, 64))) &&
    /\}\s*$/.test(text.decode(body.subarray(-64)))
  );
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
  precondition: async (context) => placesReadiness(context, await actuatorPlaces(context, 'threaddump')),
  estimatedPauseMs: (context) => estimatedPauseMs({ ...context, withSynchronizers: true }, 'buffered'),
  collect: async (context) => {
    const { body, takenAtMs } = await askPlaces(context, await actuatorPlaces(context, 'threaddump'), {
      cost: 'safepoint',
      what: 'thread dump',
      refuse: (answer) => (isDump(answer) ? undefined : 'no thread dump'),
    });
    const about = { kind: 'thread-dump', ext: 'json', how: 'actuator', cost: 'safepoint' } as const;
    return { ...about, takenAtMs, outcome: 'ok', bytes: body, problems: [] };
  },
};
