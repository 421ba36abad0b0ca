import type { ContainerProbe, ContainerRun, MountedVolume, PodContainerEvidence } from '../../model/pod-evidence.ts';
import type { Source } from '../../model/source.ts';
import { defined, type Json, list, number, object, text, time, words } from './json.ts';
import { quantityOf } from './quantity.ts';

const endOf = (value: unknown): ContainerRun | undefined => {
  const end = object(value);
  const exitCode = number(end['exitCode']);
  if (exitCode === undefined && time(end['finishedAt']) === undefined && text(end['reason']) === undefined)
    return undefined;
  // 128 + n is how a runtime tells of signal n that it does not name.
  const bySignal = exitCode !== undefined && exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : undefined;
  const signal = number(end['signal']) ?? bySignal;
  return defined({
    exitCode,
    signal,
    reason: text(end['reason']),
    message: text(end['message']),
    startedAtMs: time(end['startedAt']),
    finishedAtMs: time(end['finishedAt']),
  });
};

const whatOf = (probe: Json): string => {
  const http = object(probe['httpGet']);
  if (probe['httpGet'] !== undefined) return `GET :${String(http['port'] ?? '?')}${text(http['path']) ?? '/'}`;
  if (probe['tcpSocket'] !== undefined) return `tcp :${String(object(probe['tcpSocket'])['port'] ?? '?')}`;
  if (probe['grpc'] !== undefined) return `grpc :${String(object(probe['grpc'])['port'] ?? '?')}`;
  return `exec ${words(object(probe['exec'])['command'])[0] ?? '?'}`;
};

/** Defaults of core/v1: a period of 10 s, 1 s for an answer, three failures. */
const probeOf = (kind: ContainerProbe['kind'], value: unknown): readonly ContainerProbe[] => {
  if (value === undefined || value === null) return [];
  const probe = object(value);
  const secondsOf = (field: string, otherwise: number): number => 1000 * (number(probe[field]) ?? otherwise);
  return [
    {
      kind,
      initialDelayMs: secondsOf('initialDelaySeconds', 0),
      periodMs: secondsOf('periodSeconds', 10),
      timeoutMs: secondsOf('timeoutSeconds', 1),
      failureThreshold: number(probe['failureThreshold']) ?? 3,
      what: whatOf(probe),
    },
  ];
};

/** Names under which start scripts and the JVM itself take options (JDK-4971166, JDK-8170832, common images). */
const isOptionName = (name: string): boolean => /^_?(?:JAVA|JDK|JVM|CATALINA)_?.*(?:OPTS|OPTIONS|ARGS)/.test(name);

const javaOptionsOf = (env: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    list(env).flatMap(({ name, value }) => {
      const key = text(name);
      const options = text(value);
      return key !== undefined && options !== undefined && isOptionName(key) ? [[key, options] as const] : [];
    }),
  );

/** What Spring Boot and Quarkus take from the environment to size pools; other variables may be secrets and are left alone. */
const sizesOf = (env: unknown): Readonly<Record<string, number>> =>
  Object.fromEntries(
    list(env).flatMap(({ name, value }) => {
      const [key, digits] = [text(name) ?? '', text(value) ?? ''];
      return /^(?:SPRING|QUARKUS|SERVER)_[A-Z0-9_]{0,100}(?:MAX|SIZE|THREADS)/.test(key) && /^\d{1,6}$/.test(digits)
        ? [[key, Number(digits)] as const]
        : [];
    }),
  );

const volumeKind = (volume: Json): MountedVolume['volume'] => {
  if (volume['persistentVolumeClaim'] !== undefined || volume['nfs'] !== undefined || volume['csi'] !== undefined)
    return 'persistent';
  if (volume['emptyDir'] !== undefined)
    return text(object(volume['emptyDir'])['medium']) === 'Memory' ? 'memory' : 'empty-dir';
  if (volume['hostPath'] !== undefined) return 'host';
  const projected = ['configMap', 'secret', 'projected', 'downwardAPI'];
  return projected.some((kind) => volume[kind] !== undefined) ? 'projected' : 'other';
};

const mountsOf = (mounts: unknown, volumes: readonly Json[]): readonly MountedVolume[] =>
  list(mounts).flatMap((mount) => {
    const path = text(mount['mountPath']);
    if (path === undefined) return [];
    const volume = volumes.find(({ name }) => name === mount['name']) ?? {};
    return [{ path, volume: volumeKind(volume), readOnly: mount['readOnly'] === true }];
  });

const states = ['running', 'waiting', 'terminated'] as const;

/** `source`: where the container stands in the artifact. */
export const containerOf = (
  spec: Json,
  status: Json,
  volumes: readonly Json[],
  source: Source,
): PodContainerEvidence => {
  const state = object(status['state']);
  const kind = states.find((each) => state[each] !== undefined) ?? 'unknown';
  const now = object(state[kind]);
  const resources = object(spec['resources']);
  const [limits, requests] = [object(resources['limits']), object(resources['requests'])];
  return defined({
    name: text(spec['name']) ?? '',
    image: text(spec['image']) ?? '',
    command: [...words(spec['command']), ...words(spec['args'])],
    javaOptions: javaOptionsOf(spec['env']),
    sizes: sizesOf(spec['env']),
    // A container with a limit and no request requests its limit.
    memoryRequestBytes: quantityOf(requests['memory']) ?? quantityOf(limits['memory']),
    memoryLimitBytes: quantityOf(limits['memory']),
    cpuRequestCores: quantityOf(requests['cpu']) ?? quantityOf(limits['cpu']),
    cpuLimitCores: quantityOf(limits['cpu']),
    readOnlyRoot: object(spec['securityContext'])['readOnlyRootFilesystem'] === true,
    probes: [
      ...probeOf('liveness', spec['livenessProbe']),
      ...probeOf('readiness', spec['readinessProbe']),
      ...probeOf('startup', spec['startupProbe']),
    ],
    mounts: mountsOf(spec['volumeMounts'], volumes),
    state: kind,
    reason: text(now['reason']),
    message: text(now['message']),
    ready: status['ready'] === true,
    startedAtMs: time(now['startedAt']),
    // No status at all: the kubelet has not begun with it.
    restartCount: number(status['restartCount']) ?? (Object.keys(status).length === 0 ? 0 : undefined),
    end: endOf(state['terminated']),
    lastEnd: endOf(object(status['lastState'])['terminated']),
    source,
  });
};
