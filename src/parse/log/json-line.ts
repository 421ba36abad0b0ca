import { parsedJson } from '../json/values.ts';

/** Keys (lower case, without `@`, after the last dot) whose text is what the program said. */
const messageKeys = new Set(
  'message msg log text body short_message full_message textpayload original error err exception throwable thrown cause reason detail stack stack_trace stacktrace extendedstacktrace localizedmessage exc_info'.split(
    ' ',
  ),
);
const timeKeys = new Set(['timestamp', 'time', 'ts', 'date', 'datetime', 'eventtime', 'timemillis']);
/**
 * The request of a line in distributed tracing: OpenTelemetry `trace_id`, ECS `trace.id`, Spring Cloud Sleuth and Micrometer `traceId`, Zipkin
 * `X-B3-TraceId`, Datadog `dd.trace_id`, Google Cloud `logging.googleapis.com/trace`.
 */
const traceKeys = new Set([
  'trace_id',
  'traceid',
  'trace.id',
  'x-b3-traceid',
  'dd.trace_id',
  'logging.googleapis.com/trace',
]);
const traceId = /^[\w./-]{8,120}$/;

/** Nesting of objects and of JSON inside JSON (a container runtime's record around the application's) that is looked into. */
const maxDepth = 6;

export type JsonLine = {
  readonly prefix: string;
  readonly texts: readonly string[];
  readonly at?: string;
  readonly trace?: string;
};

const keyName = (key: string): string =>
  key
    .slice(key.lastIndexOf('.') + 1)
    .replace('@', '')
    .toLowerCase();

/**
 * The said texts of a JSON log line, and what stands before the brace (`2026-11-20T10:00:00Z stdout F {...}`).
 * Undefined when the line is no JSON object: look at it as plain text then.
 */
export const jsonLine = (line: string): JsonLine | undefined => {
  const brace = line.indexOf('{');
  if (brace === -1 || !line.trimEnd().endsWith('}')) return undefined;
  const json = parsedJson(line.slice(brace));
  if (typeof json !== 'object' || json === null) return undefined;
  const texts: string[] = [];
  let at: string | undefined;
  let trace: string | undefined;
  const queue: { value: unknown; key: string; depth: number }[] = [{ value: json, key: '', depth: 0 }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { value, key, depth } = next;
    if (typeof value === 'object' && value !== null) {
      if (depth >= maxDepth) continue;
      const array = Array.isArray(value);
      for (const [name, inner] of Object.entries(value))
        queue.push({ value: inner, key: array ? key : key === 'trace' ? `trace.${name}` : name, depth: depth + 1 });
    } else if (traceKeys.has(key.toLowerCase()) && typeof value === 'string') {
      if (trace === undefined && traceId.test(value)) trace = value;
    } else if (timeKeys.has(keyName(key)) && depth <= 2 && at === undefined) {
      if (typeof value === 'string' || typeof value === 'number') at = String(value).slice(0, 40);
    } else if (typeof value === 'string' && messageKeys.has(keyName(key))) {
      const inner = depth < maxDepth && value.startsWith('{') ? parsedJson(value) : undefined;
      if (typeof inner === 'object' && inner !== null) queue.push({ value: inner, key, depth: depth + 1 });
      else texts.push(value);
    }
  }
  return {
    prefix: line.slice(0, brace),
    texts,
    ...(at === undefined ? {} : { at }),
    ...(trace === undefined ? {} : { trace }),
  };
};
