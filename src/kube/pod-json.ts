import type { ContainerEnd, Pod, PodContainer, PodEvent } from '../model/pod-api.ts';
import type { HttpPlace } from '../model/transport.ts';

/** The parts of the API's JSON that jdiag reads; everything may be absent in what a server sends. */
type Json = { readonly [name: string]: unknown };

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(object) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const time = (value: unknown): number | undefined => {
  const ms = Date.parse(text(value) ?? '');
  return Number.isNaN(ms) ? undefined : ms;
};
const strings = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
const words = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

const endOf = (value: unknown): ContainerEnd | undefined => {
  const end = object(value);
  const exitCode = number(end['exitCode']);
  if (exitCode === undefined) return undefined;
  const [reason, signal, finishedAtMs] = [text(end['reason']), number(end['signal']), time(end['finishedAt'])];
  return {
    exitCode,
    ...(reason === undefined ? {} : { reason }),
    ...(signal === undefined ? {} : { signal }),
    ...(finishedAtMs === undefined ? {} : { finishedAtMs }),
  };
};

const states = ['running', 'waiting', 'terminated'] as const;

/** Ports may be named; probes of other kinds say nothing of HTTP. */
const httpOf = (spec: Json): readonly HttpPlace[] => {
  const ports = list(spec['ports']);
  const portOf = (value: unknown): number | undefined =>
    number(value) ?? number(ports.find((each) => each['name'] === value)?.['containerPort']);
  const probed = ['startupProbe', 'livenessProbe', 'readinessProbe'].flatMap((probe): readonly HttpPlace[] => {
    const get = object(object(spec[probe])['httpGet']);
    const [port, path] = [portOf(get['port']), text(get['path'])];
    if (port === undefined || path === undefined) return [];
    return [{ port, path, ...(get['scheme'] === 'HTTPS' ? { https: true } : {}) }];
  });
  const open = ports.flatMap((each) => {
    const port = number(each['containerPort']);
    return port === undefined ? [] : [{ port }];
  });
  return [...probed, ...open];
};

/** Where Prometheus is told to look: not at a port that another container of the pod names as its own. */
const annotated = (
  annotations: Readonly<Record<string, string>>,
  spec: Json,
  others: readonly Json[],
): readonly HttpPlace[] => {
  const port = Number(annotations['prometheus.io/port'] ?? Number.NaN);
  if (!Number.isInteger(port) || annotations['prometheus.io/scrape'] === 'false') return [];
  const names = (each: Json): boolean => list(each['ports']).some((one) => one['containerPort'] === port);
  if (!names(spec) && others.some(names)) return [];
  const path = text(annotations['prometheus.io/path']);
  const https = annotations['prometheus.io/scheme'] === 'https';
  return [{ port, metrics: true, ...(path === undefined ? {} : { path }), ...(https ? { https } : {}) }];
};

const containerOf = (spec: Json, status: Json, metrics: readonly HttpPlace[]): PodContainer => {
  const state = object(status['state']);
  const kind = states.find((each) => state[each] !== undefined) ?? 'unknown';
  const reason = text(object(state[kind])['reason']);
  const [end, lastEnd] = [endOf(state['terminated']), endOf(object(status['lastState'])['terminated'])];
  const containerId = text(status['containerID']);
  const http = [...httpOf(spec), ...metrics];
  return {
    name: text(spec['name']) ?? '',
    image: text(spec['image']) ?? '',
    command: [...words(spec['command']), ...words(spec['args'])],
    state: kind,
    restartCount: number(status['restartCount']) ?? 0,
    ...(typeof status['ready'] === 'boolean' ? { ready: status['ready'] } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(containerId === undefined ? {} : { containerId }),
    ...(http.length === 0 ? {} : { http }),
    ...(end === undefined ? {} : { end }),
    ...(lastEnd === undefined ? {} : { lastEnd }),
  };
};

export const podOf = (value: unknown): Pod => {
  const pod = object(value);
  const [metadata, spec, status] = [object(pod['metadata']), object(pod['spec']), object(pod['status'])];
  const statuses = list(status['containerStatuses']);
  const owner = list(metadata['ownerReferences']).find((each) => each['controller'] === true);
  const node = text(spec['nodeName']);
  const annotations = strings(metadata['annotations']);
  const specs = list(spec['containers']);
  return {
    namespace: text(metadata['namespace']) ?? '',
    name: text(metadata['name']) ?? '',
    labels: strings(metadata['labels']),
    annotations,
    phase: metadata['deletionTimestamp'] === undefined ? (text(status['phase']) ?? 'Unknown') : 'Terminating',
    containers: specs.map((each) =>
      containerOf(
        each,
        statuses.find((own) => own['name'] === each['name']) ?? {},
        annotated(annotations, each, specs),
      ),
    ),
    ...(node === undefined ? {} : { node }),
    ...(owner === undefined ? {} : { owner: { kind: text(owner['kind']) ?? '', name: text(owner['name']) ?? '' } }),
  };
};

export const podsOf = (value: unknown): readonly Pod[] => list(object(value)['items']).map(podOf);

export const eventsOf = (value: unknown): readonly PodEvent[] =>
  list(object(value)['items']).map((event) => {
    const lastAtMs = time(event['lastTimestamp']) ?? time(event['eventTime']);
    return {
      type: text(event['type']) ?? '',
      reason: text(event['reason']) ?? '',
      message: text(event['message']) ?? '',
      count: number(event['count']) ?? 1,
      ...(lastAtMs === undefined ? {} : { lastAtMs }),
    };
  });

/** `app=shop,tier in (web,api)` of a workload's `spec.selector`. */
export const selectorIn = (value: unknown): string => {
  const selector = object(object(object(value)['spec'])['selector']);
  const labels = Object.entries(strings(selector['matchLabels'])).map(([key, label]) => `${key}=${label}`);
  const expressions = list(selector['matchExpressions']).map((each) => {
    const key = text(each['key']) ?? '';
    const values = words(each['values']).join(',');
    if (each['operator'] === 'Exists') return key;
    if (each['operator'] === 'DoesNotExist') return `!${key}`;
    return `${key} ${each['operator'] === 'NotIn' ? 'notin' : 'in'} (${values})`;
  });
  return [...labels, ...expressions].join(',');
};

export const isAllowed = (value: unknown): boolean => object(object(value)['status'])['allowed'] === true;

/** A node whose condition Ready is anything but True: its kubelet reports trouble, or nothing any more. */
export const isReady = (value: unknown): boolean => {
  const conditions = list(object(object(value)['status'])['conditions']);
  return (conditions.find(({ type }) => type === 'Ready')?.['status'] ?? 'True') === 'True';
};

/** `{"major":"1","minor":"27+"}`. Zeros where it does not say. */
export const versionOf = (value: unknown): { readonly major: number; readonly minor: number } => {
  const part = (name: string): number => Number.parseInt(text(object(value)[name]) ?? '', 10) || 0;
  return { major: part('major'), minor: part('minor') };
};
