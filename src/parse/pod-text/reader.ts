import { type Description, descriptionLine, newDescription } from './description.ts';
import { eventLine } from './event-line.ts';
import { newPod, type PodDraft } from './pod-draft.ts';
import { podRow } from './pod-row.ts';
import { usageRow } from './usage-row.ts';

/** What the lines below a head line are. */
type Table = 'pods' | 'events' | 'usage' | undefined;

const headLine = (text: string): Table => {
  if (/\bNAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\b/.test(text)) return 'pods';
  if (/\bCPU\(cores\)\s+MEMORY\(bytes\)\s*$/.test(text)) return 'usage';
  if (
    /^\s*LAST ?SEEN\s|^\s*NAMESPACE\s+LAST ?SEEN\s|^\s*Type\s+Reason\s+Age\s+From\s|^\s*First ?Seen\s+Last ?Seen\s/i.test(
      text,
    )
  )
    return 'events';
  return undefined;
};

/** Reads what kubectl prints of pods, line by line: descriptions, tables, or parts of them, pasted one after the other. */
export const podTextReader = () => {
  const pods: PodDraft[] = [];
  let description: Description | undefined;
  let table: Table;
  let heading: readonly string[] = [];

  const podNamed = (name: string, namespace: string | undefined, line: number): PodDraft => {
    const isSame = (pod: PodDraft): boolean =>
      pod.name === name && (namespace === undefined || pod.namespace === undefined || pod.namespace === namespace);
    const known = pods.findLast(isSame);
    const pod = known ?? newPod(name, namespace, line);
    if (known === undefined) pods.push(pod);
    pod.namespace ??= namespace;
    pod.endLine = line;
    return pod;
  };

  const takeEvent = (text: string, line: number): boolean => {
    const event = eventLine(text);
    if (event === undefined) return false;
    const { object } = event;
    if (object === undefined) (description?.pod ?? podNamed('', undefined, line)).events.push({ ...event, line });
    else if (object.kind === 'pod') podNamed(object.name, object.namespace, line).events.push({ ...event, line });
    return true;
  };

  const takeRow = (text: string, line: number): boolean => {
    const row = podRow(text);
    if (row === undefined) return false;
    podNamed(row.name, row.namespace, line).rows.push({ ...row, line });
    return true;
  };

  const takeUsage = (text: string, line: number): boolean => {
    const row = table === 'usage' ? usageRow(text, heading) : undefined;
    if (row === undefined) return false;
    const { cpu, memory } = row;
    podNamed(row.pod, row.namespace, line).usage.set(row.container ?? '', { cpu, memory, line });
    return true;
  };

  const begin = (text: string, line: number): boolean => {
    const name = /^Name:\s+([a-z0-9][a-z0-9.-]{0,252})\s*$/.exec(text)?.[1];
    if (name === undefined) return false;
    description = newDescription(podNamed(name, undefined, line));
    description.pod.isDescribed = true;
    table = undefined;
    return true;
  };

  const events = (text: string): boolean => {
    const found = /^\s*Events:\s*(<none>)?\s*$/.exec(text);
    if (found === null) return false;
    if (description !== undefined) description.pod.eventsKnown = true;
    table = 'events';
    return true;
  };

  const describedLine = (text: string, line: number): boolean => {
    if (table && description?.pod.eventsKnown) return false;
    // Two containers without a name, one after the other: nothing says that they are of one pod.
    const isNext = description?.pod.name === '' && /^\s*State:/.test(text) && description.container?.status['state'];
    if (description === undefined || isNext) {
      const opened = newDescription(newPod('', undefined, line));
      if (!descriptionLine(opened, text, line)) return false;
      description = opened;
      table = undefined;
      pods.push(opened.pod);
      return opened.pod.containers.length > 0;
    }
    if (!descriptionLine(description, text, line)) return false;
    description.pod.endLine = line;
    if (description.container !== undefined) description.container.endLine = line;
    return true;
  };

  return {
    /** False: the line is none of kubectl's. */
    line: (given: string, line: number): boolean => {
      const text = given.replace(/^(?:> ?)+/, '');
      if (begin(text, line) || events(text)) return true;
      const head = headLine(text);
      if (head !== undefined) {
        table = head;
        heading = text.trim().split(/\s+/);
        return true;
      }
      if (/^\s*-{3,}(?:\s+-{3,})*\s*$/.test(text)) return table === 'events';
      return takeEvent(text, line) || takeRow(text, line) || takeUsage(text, line) || describedLine(text, line);
    },
    pods: (): readonly PodDraft[] => pods,
  };
};
