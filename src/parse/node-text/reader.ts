import type { KubeCondition, KubeEvent, PodEvidence } from '../../model/pod-evidence.ts';
import type { Source } from '../../model/source.ts';
import { eventLine } from '../pod-text/event-line.ts';

type Draft = {
  readonly name: string;
  readonly line: number;
  endLine: number;
  unschedulable: boolean;
  readonly conditions: KubeCondition[];
  readonly events: { readonly event: NonNullable<ReturnType<typeof eventLine>>; readonly line: number }[];
  newestMs: number;
};

const named = /^Name:\s{1,40}([a-z0-9][a-z0-9.-]{0,252})\s*$/;
const day = String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}`;
const condition = new RegExp(
  String.raw`^\s*([A-Z]\w{2,60})\s{1,40}(True|False|Unknown)\s{1,40}(${day})\s{1,40}(${day})\s{1,40}(\S{1,80})\s{1,40}(\S.{0,300})$`,
);
const row =
  /^([a-z0-9][a-z0-9.-]{0,252})\s{1,80}(Ready|NotReady|Unknown)((?:,\w{1,40}){0,4})\s{1,80}\S{1,80}\s{1,40}\S{1,20}\s{1,40}v\d/;

/** Reads descriptions and tables of nodes. A node is told as evidence of a place without pods. */
export const nodeReader = (artifactId: string) => {
  const nodes: Draft[] = [];
  const open = (name: string, line: number): Draft => {
    const node: Draft = { name, line, endLine: line, unschedulable: false, conditions: [], events: [], newestMs: 0 };
    nodes.push(node);
    return node;
  };

  const readRow = (text: string, line: number): boolean => {
    const [, name, status, more = ''] = row.exec(text) ?? [];
    if (name === undefined) return false;
    const node = open(name, line);
    node.unschedulable = more.includes('SchedulingDisabled');
    node.conditions.push({
      type: 'Ready',
      status: status === 'Ready' ? 'True' : status === 'Unknown' ? 'Unknown' : 'False',
    });
    return true;
  };

  const readCondition = (node: Draft, text: string): boolean => {
    const [, type, status, seen = '', since = '', reason, message] = condition.exec(text) ?? [];
    if (type === undefined || status === undefined) return false;
    node.newestMs = Math.max(node.newestMs, Date.parse(seen) || 0);
    const sinceMs = Date.parse(since);
    node.conditions.push({
      type,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message: message.trim() }),
      ...(Number.isNaN(sinceMs) ? {} : { sinceMs }),
    });
    return true;
  };

  return {
    line(text: string, line: number): void {
      const name = named.exec(text)?.[1];
      if (name !== undefined) open(name, line);
      if (name !== undefined || readRow(text, line)) return;
      const node = nodes.at(-1);
      if (node === undefined) return;
      node.endLine = line;
      if (/^Unschedulable:\s+true/.test(text)) node.unschedulable = true;
      if (readCondition(node, text)) return;
      const event = eventLine(text);
      if (event !== undefined) node.events.push({ event, line });
    },
    nodes: (takenAtMs: number | undefined): readonly PodEvidence[] =>
      nodes
        .filter(({ conditions }) => conditions.length > 0)
        .map((node) => {
          const at = (line: number, endLine = line): Source => ({ artifact: artifactId, line, endLine });
          const nowMs = takenAtMs ?? node.newestMs;
          const events = node.events.map(({ event, line }): KubeEvent => {
            const { type, reason, message, count, lastAgoMs } = event;
            const atMs = lastAgoMs === undefined ? undefined : nowMs - lastAgoMs;
            const when = atMs === undefined ? {} : { lastAtMs: atMs };
            return { type, reason, message, count, ...when, source: at(line) };
          });
          return {
            artifactId,
            takenAtMs: nowMs,
            ...(nowMs === 0 ? { clockUnknown: true as const } : {}),
            namespace: '',
            name: node.name,
            node: node.name,
            phase: 'unknown',
            terminationGraceMs: 30_000,
            conditions: [],
            containers: [],
            ...(node.events.length === 0 ? {} : { events }),
            nodeEvidence: {
              name: node.name,
              conditions: node.conditions,
              unschedulable: node.unschedulable,
              source: at(node.line, node.endLine),
            },
          };
        }),
  };
};
