import type { Json } from '../pod/json.ts';
import { type ContainerDraft, containerField, containerItem, newContainer } from './container-draft.ts';
import type { PodDraft } from './pod-draft.ts';
import { podField, podLabel } from './pod-field.ts';
import { type VolumeDraft, volumeField } from './volume-field.ts';

/** `kubectl describe pod` of one pod, or a part of it: indentation may be lost, keys stay. */
export type Description = {
  readonly pod: PodDraft;
  section: 'pod' | 'init' | 'containers' | 'conditions' | 'volumes' | 'rest';
  container: ContainerDraft | undefined;
  volume: VolumeDraft | undefined;
  /** Blanks before the name of the container or volume; -1: not known. */
  indent: number;
  /** A line that may be the name of a container, in a fragment without the line above it. */
  heading: string | undefined;
};

export const newDescription = (pod: PodDraft): Description => ({
  pod,
  section: 'pod',
  container: undefined,
  volume: undefined,
  indent: -1,
  heading: undefined,
});

const sections: ReadonlyMap<string, Description['section']> = new Map([
  ['Init Containers', 'init'],
  ['Containers', 'containers'],
  ['Ephemeral Containers', 'rest'],
  ['Conditions', 'conditions'],
  ['Volumes', 'volumes'],
  ['QoS Class', 'rest'],
  ['QoS Tier', 'rest'],
  ['Node-Selectors', 'rest'],
  ['Tolerations', 'rest'],
]);

const containerName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What a container has that nothing else in a text has: it may stand in a fragment without any name. */
const telling =
  /^(?:State|Last State|Last Termination State|Restart Count|Limits|Requests|Liveness|Container ID|Image ID)$/;
const keyed = /^(\s*)([A-Za-z][\w./ -]{0,80}?):(?:\s+(\S.*?))?\s*$/;

const beginContainer = (description: Description, name: string, line: number, indent: number): ContainerDraft => {
  const container = newContainer(name, line, description.section === 'init');
  description.pod.containers.push(container);
  description.container = container;
  description.indent = indent;
  return container;
};

const beginVolume = (description: Description, name: string, indent: number): void => {
  const volume: VolumeDraft = { name };
  const { spec } = description.pod;
  spec['volumes'] = [...((spec['volumes'] as Json[] | undefined) ?? []), volume];
  description.volume = volume;
  description.indent = indent;
};

/** `Reason: OOMKilled`, `Exit Code: 137` without the line that says of which run: of the one that is over. */
const looseRun = (description: Description, key: string, value: string, line: number): boolean => {
  if (description.pod.name !== '') return false;
  if (!(key === 'Exit Code' || (key === 'Reason' && /^(?:OOMKilled|Error|Completed)$/.test(value)))) return false;
  const container = beginContainer(description, '?', line, -1);
  containerField(container, 'Last State', 'Terminated');
  return containerField(container, key, value);
};

const condition = ({ status }: PodDraft, text: string): boolean => {
  const found = /^\s*([A-Z]\w{2,60})\s+(True|False|Unknown)\s*$/.exec(text);
  if (found === null) return /^\s*Type\s+Status\s*$/.test(text);
  status['conditions'] = [
    ...((status['conditions'] as Json[] | undefined) ?? []),
    { type: found[1], status: found[2] },
  ];
  return true;
};

/** A line without a key: a word of a command, a mount, a label, a condition. */
const plainLine = ({ pod, section, container }: Description, text: string): boolean => {
  if (section === 'conditions') return condition(pod, text);
  if (section === 'rest' || section === 'volumes') return true;
  return container === undefined ? podLabel(pod, text) : containerItem(container, text);
};

const inContainers = (
  description: Description,
  text: string,
  indent: number,
  key: string,
  value: string,
  line: number,
) => {
  const { container } = description;
  if (container !== undefined && containerField(container, key, value)) return true;
  const isName = value === '' && containerName.test(key);
  if (isName && (container === undefined || indent <= description.indent)) {
    beginContainer(description, key, line, indent);
    return true;
  }
  return container !== undefined && containerItem(container, text);
};

const inVolumes = (description: Description, indent: number, key: string, value: string): boolean => {
  const { volume } = description;
  if (volume === undefined || (value === '' && indent <= description.indent)) beginVolume(description, key, indent);
  else volumeField(volume, key, value);
  return true;
};

/** Above `Containers:`, or in a part of a description that begins below it. */
const inFragment = (description: Description, text: string, key: string, value: string, line: number): boolean => {
  const { pod, container, heading } = description;
  if (container !== undefined && (containerField(container, key, value) || containerItem(container, text))) return true;
  description.heading = value === '' && containerName.test(key) ? key : undefined;
  if (description.heading !== undefined) {
    description.container = undefined;
    return true;
  }
  if (container !== undefined) return false;
  if (telling.test(key)) return containerField(beginContainer(description, heading ?? '?', line, -1), key, value);
  return looseRun(description, key, value, line) || podField(pod, key, value) || podLabel(pod, text);
};

/** A line of a description; false: it is none. */
export const descriptionLine = (description: Description, text: string, line: number): boolean => {
  const found = keyed.exec(text);
  if (found === null) return plainLine(description, text);
  const [, blanks = '', key = '', value = ''] = found;
  const section = sections.get(key);
  if (section !== undefined && (value === '' || section === 'rest')) {
    Object.assign(description, { section, container: undefined, volume: undefined, indent: -1 });
    return true;
  }
  const within = description.section;
  if (within === 'containers' || within === 'init')
    return inContainers(description, text, blanks.length, key, value, line);
  if (within === 'volumes') return inVolumes(description, blanks.length, key, value);
  if (within !== 'pod') return true;
  return inFragment(description, text, key, value, line);
};
