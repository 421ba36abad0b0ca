import type { Readiness, RungContext } from '../../model/probe.ts';
import type { HttpPlace } from '../../model/transport.ts';
import { readText } from '../proc/read.ts';
import { listeningPorts } from './listening.ts';
import { toldSettings } from './settings.ts';

export type Place = { readonly port: number; readonly path: string; readonly https?: true };

/** So many are tried at most: each may take its whole time limit. */
const mostPlaces = 4;
/** Where Spring Boot listens when nothing is said. */
const usualPort = 8080;

/** `/manage/actuator` of `/manage/actuator/health/liveness`; undefined: not a path of Actuator. */
const baseOf = (path: string | undefined): string | undefined => /^(.*?)\/health(?:\/|$)/.exec(path ?? '')?.[1];

const at = ({ port, https }: HttpPlace, path: string): Place => ({ port, path, ...(https ? { https } : {}) });

const distinct = (places: readonly Place[]): readonly Place[] => {
  const keys = places.map((each) => `${each.port}${each.path}`);
  return places.filter((_, index) => keys.indexOf(keys[index] as string) === index).slice(0, mostPlaces);
};

/**
 * Where an endpoint of Actuator may answer, likeliest first: what the kubelet probes, then what the JVM was told, then the ports
 * of the container at the usual path, then Spring Boot's own port where somebody listens there. Nothing is asked for yet.
 */
export const actuatorPlaces = async (context: RungContext, endpoint: string): Promise<readonly Place[]> => {
  const { transport, identity, signal } = context;
  if (transport.httpGet === undefined) return [];
  const [cmdline, environ] = await Promise.all(
    ['cmdline', 'environ'].map((file) => readText(transport, `/proc/${identity.pid}/${file}`, signal)),
  );
  const { port, base, pathOf } = toldSettings(cmdline ?? '', environ ?? '');
  const known = (transport.http ?? []).filter(({ metrics }) => metrics === undefined);
  const path = `${base}/${pathOf(endpoint)}`;
  const named: readonly Place[] = [
    ...known.flatMap((each) => {
      const probed = baseOf(each.path);
      return probed === undefined ? [] : [at(each, `${probed}/${pathOf(endpoint)}`)];
    }),
    ...(port === undefined ? [] : [{ port, path }]),
    ...known.map((each) => at(each, path)),
  ];
  const listening = named.length > 0 && transport.insideLimits ? undefined : await listeningPorts(context);
  const usual = named.length === 0 && listening?.has(usualPort) ? [{ port: usualPort, path }] : [];
  // On a machine of many a port may be anybody's by now; in a container it is that of the container.
  return distinct([...named, ...usual].filter((place) => listening === undefined || listening.has(place.port)));
};

/** Where the metrics may be: the place that the annotations for Prometheus name, then Actuator's. */
export const metricsPlaces = async (context: RungContext): Promise<readonly Place[]> => {
  const annotated = (context.transport.http ?? []).filter(({ metrics }) => metrics === true);
  return distinct([
    ...annotated.map((each) => at(each, each.path ?? '/metrics')),
    ...(await actuatorPlaces(context, 'prometheus')),
  ]);
};

export const placesReadiness = ({ transport }: RungContext, places: readonly Place[]): Readiness => {
  if (transport.httpGet === undefined) return { refused: `no HTTP on ${transport.place}`, unneeded: true };
  if (places.length > 0) return 'usable';
  const refused = 'no port of Actuator is known: no HTTP probe, no port in the pod, none in its settings';
  // Most programs of a machine are no web applications.
  return transport.insideLimits
    ? { refused }
    : { refused: 'it listens at no port that its settings name', unneeded: true };
};
