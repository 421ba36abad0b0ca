import type { Json } from '../pod/json.ts';
import type { PodDraft } from './pod-draft.ts';

const ownerOf = (value: string): Json | undefined => {
  const found = /^([A-Z][A-Za-z]{1,60})\/(\S{1,253})$/.exec(value);
  return found === null ? undefined : { kind: found[1], name: found[2], controller: true };
};

/** `app=api`: a label or annotation, on a line of its own. False: it is none. */
export const podLabel = ({ metadata }: PodDraft, text: string): boolean => {
  const label = text.trim();
  const hash = /^pod-template-hash=([a-z0-9]{1,20})$/.exec(label)?.[1];
  if (hash !== undefined) metadata['labels'] = { 'pod-template-hash': hash };
  return /^[\w./-]{1,317}[=:] ?\S{0,500}$/.test(label) || label === '<none>';
};

const passed =
  /^(?:Priority(?: Class Name)?|PriorityClassName|Service Account|Annotations|IPs?|Runtime Class Name|RuntimeClass|Security Context|Security Policy|SeccompProfile|NominatedNodeName|Created By|Resource Version|UID)$/;

/** A field of the pod itself; false: it is none. */
export const podField = (pod: PodDraft, key: string, value: string): boolean => {
  const { metadata, spec, status } = pod;
  const [first = ''] = value.split(/[\s/]/, 1);
  if (key === 'Name') pod.name = value;
  else if (key === 'Namespace') pod.namespace = value;
  else if (key === 'Node') spec['nodeName'] = first === '<none>' || first === '' ? undefined : first;
  else if (key === 'Start Time') metadata['creationTimestamp'] = value;
  else if (key === 'Status') {
    status['phase'] = first;
    if (first === 'Terminating') metadata['deletionTimestamp'] = value;
  } else if (key === 'Reason' || key === 'Message') status[key.toLowerCase()] = value;
  else if (key === 'Labels') podLabel(pod, value);
  else if (key === 'Controlled By' || key === 'Controllers') {
    const owner = ownerOf(value);
    if (owner !== undefined) metadata['ownerReferences'] = [owner];
  } else if (key === 'Termination Grace Period')
    spec['terminationGracePeriodSeconds'] = /^(\d{1,9})s$/.test(value) ? Number.parseInt(value, 10) : undefined;
  else return passed.test(key);
  return true;
};
