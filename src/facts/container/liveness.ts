import { boolean, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { KubeEvent, PodContainerEvidence, PodEvidence } from '../../model/pod-evidence.ts';
import { eventsOf } from './ends.ts';
import { noEvents } from './pod.ts';

export const livenessShape = object(
  {
    probed: boolean('the container has a liveness or start-up probe'),
    what: string('what is asked: GET :8080/actuator/health'),
    failures: number('failures that the events count'),
    lastFailureAgeMs: number('time since the last one', 'ms'),
    failing: boolean('at least two failures, the last one within two and a half periods; not of the start-up probe'),
    message: string('words of the last failure'),
    kills: number('times the kubelet ended the container for it, as the events count'),
    lastKillAgeMs: number('time since the last such kill', 'ms'),
    timeoutMs: number('time the application has for an answer', 'ms'),
    periodMs: number('time between two questions', 'ms'),
    threshold: number('failures in a row that end the container'),
    budgetMs: number('period x threshold: how long it may be silent', 'ms'),
    source: source('the last failure'),
  },
  'the liveness probe of a container, its start-up probe where there is none',
);

type LivenessFact = Exclude<ValueOf<typeof livenessShape>, MissingFact>;

const noProbe = new MissingFact([], 'the container has no liveness probe');
const never = new MissingFact([], 'it has not failed');

/** `Liveness probe failed: HTTP probe failed with statuscode: 503` (kubelet prober.go). */
const isFailure = ({ reason, message }: KubeEvent): boolean =>
  reason === 'Unhealthy' && /^(?:Liveness|Startup) probe (?:failed|errored)/i.test(message);

/** `Container app failed liveness probe, will be restarted` (kubelet kuberuntime_manager.go). */
const isKill = ({ reason, message }: KubeEvent): boolean =>
  reason === 'Killing' && /failed (?:liveness|startup) probe/i.test(message);

const newest = (events: readonly KubeEvent[]): KubeEvent | undefined =>
  events.toSorted((a, b) => (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0))[0];

const total = (events: readonly KubeEvent[]): number => events.reduce((sum, { count }) => sum + count, 0);

export const livenessOf = (pod: PodEvidence, container: PodContainerEvidence): LivenessFact => {
  const probe =
    container.probes.find(({ kind }) => kind === 'liveness') ?? container.probes.find(({ kind }) => kind === 'startup');
  const known = eventsOf(pod, container);
  const failures = known?.filter(isFailure) ?? [];
  const kills = known?.filter(isKill) ?? [];
  const last = newest(failures);
  const ageOf = (event: KubeEvent | undefined): number | MissingFact =>
    event?.lastAtMs === undefined
      ? known === undefined
        ? noEvents
        : never
      : Math.max(0, pod.takenAtMs - event.lastAtMs);
  const lastFailureAgeMs = ageOf(last);
  // A list of events alone shows no probe: its defaults are taken, and one more period for ages that are rounded.
  const toleranceMs = probe === undefined ? 35_000 : 2.5 * probe.periodMs + probe.timeoutMs;
  const mayRun = container.state === 'running' || (probe === undefined && container.state === 'unknown');
  // A start-up probe fails until the start is over: that is its use. Only what comes of it, a kill, is trouble.
  const lasting = failures.filter(({ message }) => !/^Startup/i.test(message));
  const lastingAgeMs = ageOf(newest(lasting));
  const failing = mayRun && total(lasting) >= 2 && typeof lastingAgeMs === 'number' && lastingAgeMs <= toleranceMs;
  const isProbed = probe !== undefined || failures.length + kills.length > 0;
  return {
    probed: isProbed,
    what: probe?.what ?? noProbe,
    failures: known === undefined ? noEvents : total(failures),
    lastFailureAgeMs,
    failing: known === undefined ? (isProbed ? noEvents : false) : failing,
    message: last?.message ?? never,
    kills: known === undefined ? (isProbed ? noEvents : 0) : total(kills),
    lastKillAgeMs: ageOf(newest(kills)),
    timeoutMs: probe?.timeoutMs ?? noProbe,
    periodMs: probe?.periodMs ?? noProbe,
    threshold: probe?.failureThreshold ?? noProbe,
    budgetMs: probe === undefined ? noProbe : probe.periodMs * probe.failureThreshold,
    source: last?.source ?? container.source,
  };
};
