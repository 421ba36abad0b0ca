import type { RungContext } from '../../model/probe.ts';
import { readText } from '../proc/read.ts';

export type Place = { readonly port: number; readonly path: string; readonly https?: true };

/** So many are tried at most: each may take its whole time limit. */
const mostPlaces = 4;
const usualPath = '/actuator';

/** `management.server.port` before `server.port`, as Spring Boot has it: arguments, then properties, then environment. */
const settings = {
  port: [
    /(?:^|\0)--management\.server\.port=(\d+)/,
    /(?:^|\0)-Dmanagement\.server\.port=(\d+)/,
    /(?:^|\0)MANAGEMENT_SERVER_PORT=(\d+)/,
    /(?:^|\0)--server\.port=(\d+)/,
    /(?:^|\0)-Dserver\.port=(\d+)/,
    /(?:^|\0)SERVER_PORT=(\d+)/,
  ],
  path: [
    /(?:^|\0)(?:--|-D)management\.endpoints\.web\.base-path=(\/[\w./-]*)/,
    /(?:^|\0)MANAGEMENT_ENDPOINTS_WEB_BASE_PATH=(\/[\w./-]*)/,
  ],
} as const;

const firstOf = (patterns: readonly RegExp[], text: string): string | undefined =>
  patterns.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);

/** `/manage/actuator` of `/manage/actuator/health/liveness`; undefined: not a path of Actuator. */
const baseOf = (path: string | undefined): string | undefined => /^(.*?)\/health(?:\/|$)/.exec(path ?? '')?.[1];

/**
 * Where Actuator may answer, likeliest first: what the kubelet probes, then what the JVM was told, then the ports of the
 * container at the usual path. Nothing is asked for yet.
 */
export const actuatorPlaces = async ({ transport, identity, signal }: RungContext): Promise<readonly Place[]> => {
  const [cmdline, environ] = await Promise.all(
    ['cmdline', 'environ'].map((file) => readText(transport, `/proc/${identity.pid}/${file}`, signal)),
  );
  const told = `${cmdline ?? ''}\0${environ ?? ''}`;
  const port = Number(firstOf(settings.port, told) ?? Number.NaN);
  const path = firstOf(settings.path, told)?.replace(/\/$/, '') ?? usualPath;
  const known = transport.http ?? [];
  const all: readonly Place[] = [
    ...known.flatMap((each) => {
      const base = baseOf(each.path);
      return base === undefined
        ? []
        : [{ port: each.port, path: base, ...(each.https ? { https: true as const } : {}) }];
    }),
    ...(Number.isNaN(port) ? [] : [{ port, path }]),
    ...known.map((each) => ({ port: each.port, path, ...(each.https ? { https: true as const } : {}) })),
  ];
  const keys = all.map((each) => `${each.port}${each.path}`);
  return all.filter((_, index) => keys.indexOf(keys[index] as string) === index).slice(0, mostPlaces);
};
