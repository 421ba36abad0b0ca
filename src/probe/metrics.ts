import type { Probe, RungContext } from '../model/probe.ts';
import { expositionLine } from '../parse/prometheus/exposition.ts';
import { askPlaces } from './actuator/ask.ts';
import { metricsPlaces, placesReadiness } from './actuator/places.ts';

/** The start that the metrics name and that of the process in /proc may differ that much. */
const startToleranceMs = 10_000;
const headBytes = 4096;

/** When the JVM that answered began, as Micrometer and the JMX exporter tell it. */
const startOf = (text: string): number | undefined => {
  const line = /^process_start_time_seconds[{ ].*$/m.exec(text)?.[0];
  const metric = line === undefined ? undefined : expositionLine(line);
  return typeof metric === 'object' ? metric.value * 1000 : undefined;
};

const refusal =
  ({ identity: { startedAtMs } }: RungContext) =>
  (body: Uint8Array): string | undefined => {
    const head = new TextDecoder().decode(body.subarray(0, headBytes));
    if (!/^# (?:HELP|TYPE) \S/m.test(head)) return 'no metrics';
    const start = startOf(new TextDecoder().decode(body));
    if (start === undefined || startedAtMs === undefined || Math.abs(start - startedAtMs) < startToleranceMs)
      return undefined;
    return `metrics of another JVM, started at ${new Date(start).toISOString()}`;
  };

/** What the application tells of itself: sizes of its pools and workers stand nowhere else. */
const metrics: Probe = {
  kind: 'metrics',
  title: 'Metrics of the application',
  once: true,
  last: true,
  rungs: [
    {
      name: 'actuator-metrics',
      cost: 'none',
      leaves: 'nothing',
      does: 'GET /actuator/prometheus of the application, at the port and path of its annotations, probes and settings, 2 s each (curl or wget of the image, else pods/proxy)',
      precondition: async (context) => placesReadiness(context, await metricsPlaces(context)),
      collect: async (context) => {
        const { body, takenAtMs } = await askPlaces(context, await metricsPlaces(context), {
          cost: 'none',
          what: 'metrics',
          refuse: refusal(context),
        });
        const about = { kind: 'metrics', ext: 'txt', how: 'actuator-metrics', cost: 'none' } as const;
        return { ...about, takenAtMs, outcome: 'ok', bytes: body, problems: [] };
      },
    },
  ],
};

export default metrics;
