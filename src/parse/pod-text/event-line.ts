import { type Seen, seenOf } from './duration.ts';

/** An event in a table of kubectl. `object`: `pod/appr-api-1`, where the table is not of one pod. */
export type EventLine = Seen & {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly object?: { readonly kind: string; readonly name: string; readonly namespace?: string };
  readonly container?: string;
};

const age = String.raw`(?:<unknown>|<invalid>|(?:\d{1,6}[ydhms]){1,4})(?: ago)?(?: \(x\d{1,9} over (?:\d{1,6}[ydhms]){1,4}\))?`;
const type = '(?<type>Normal|Warning)';
const reason = '(?<reason>[A-Z][A-Za-z0-9]{1,80})';

/** `Warning  BackOff  2m (x5 over 4m)  kubelet, node-1  Back-off ...`: below Events: of a description. */
const described = new RegExp(
  String.raw`^\s*${type}\s+${reason}\s+(?<age>${age})\s+(?<from>[a-z][\w-]{1,80}(?:, ?\S{1,120})?)\s+(?<message>.*)$`,
);
/** Until 1.7: `4m  2m  5  kubelet, node-1  spec.containers{app}  Warning  BackOff  Back-off ...`. */
const describedOld = new RegExp(
  String.raw`^\s*(?<first>${age})\s+(?<last>${age})\s+(?<count>\d{1,9})\s+\{?(?<from>[a-z][\w-]{0,80}(?:,? ?[\w.:-]{1,120})?)\}?\s+(?:(?<part>spec\.\S{1,300})\s+)?${type}\s+${reason}\s+(?<message>.*)$`,
);
/** `default  2m  Warning  BackOff  pod/appr-api-1  Back-off ...`: kubectl get events; -o wide has more between. */
const listed = new RegExp(
  String.raw`^\s*(?:(?<ns>[a-z0-9][a-z0-9-]{0,62})\s+)?(?<age>${age})\s+${type}\s+${reason}\s+(?<kind>[A-Za-z]{1,60})/(?<name>[a-z0-9][\w.:-]{0,252})\s+(?:(?<part>spec\.\S{1,300})\s+)?(?<message>.*)$`,
);
/** Until 1.13: `2m  4m  5  appr-api-1.15b4  Pod  spec.containers{app}  Warning  BackOff  kubelet, node-1  Back-off ...`. */
const listedOld = new RegExp(
  String.raw`^\s*(?:(?<ns>[a-z0-9][a-z0-9-]{0,62})\s+)?(?<last>${age})\s+(?<first>${age})\s+(?<count>\d{1,9})\s+(?<name>[a-z0-9][\w.-]{0,252}?)(?:\.[0-9a-f]{8,20})?\s+(?<kind>[A-Z][A-Za-z]{1,60})\s+(?:(?<part>spec\.\S{1,300})\s+)?${type}\s+${reason}\s+(?<from>[a-z][\w-]{0,80}(?:, ?\S{1,120})?)\s+(?<message>.*)$`,
);

const containerIn = (part: string | undefined, message: string): string | undefined =>
  /\{([^}]{1,253})\}$/.exec(part ?? '')?.[1] ??
  /^Container ([a-z0-9][a-z0-9-]{0,62}) failed (?:liveness|startup) probe/.exec(message)?.[1] ??
  /^(?:Started|Created) container:? ([a-z0-9][a-z0-9-]{0,62})$/.exec(message)?.[1] ??
  /^Created container:? "?([a-z0-9][a-z0-9-]{0,62})"?$/.exec(message)?.[1] ??
  /^Back-off restarting failed container ([a-z0-9][a-z0-9-]{0,62}) in pod /.exec(message)?.[1] ??
  /^(?:Stopping container|Killing container with id \S{1,200}?:) ?([a-z0-9][a-z0-9-]{0,62})$/.exec(message)?.[1];

const timesOf = (groups: Readonly<Record<string, string | undefined>>): Seen => {
  if (groups['age'] !== undefined) return seenOf(groups['age']) ?? { count: 1 };
  const [last, first] = [seenOf(groups['last'] ?? ''), seenOf(groups['first'] ?? '')];
  return {
    count: Number(groups['count'] ?? 1),
    ...(last?.lastAgoMs === undefined ? {} : { lastAgoMs: last.lastAgoMs }),
    ...(first?.lastAgoMs === undefined ? {} : { firstAgoMs: first.lastAgoMs }),
  };
};

/** A row of a table of events, of `kubectl describe` or `kubectl get events`, old and new; undefined when it is none. */
export const eventLine = (text: string): EventLine | undefined => {
  if (text.length > 4096) return undefined;
  const found = listedOld.exec(text) ?? listed.exec(text) ?? describedOld.exec(text) ?? described.exec(text);
  if (found?.groups === undefined) return undefined;
  const { groups } = found;
  const message = (groups['message'] ?? '').trim();
  const { kind, name, ns } = groups;
  const container = containerIn(groups['part'], message);
  return {
    ...timesOf(groups),
    type: groups['type'] ?? '',
    reason: groups['reason'] ?? '',
    message,
    ...(kind === undefined || name === undefined
      ? {}
      : { object: { kind: kind.toLowerCase(), name, ...(ns === undefined ? {} : { namespace: ns }) } }),
    ...(container === undefined ? {} : { container }),
  };
};
