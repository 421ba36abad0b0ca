import type { Json } from '../pod/json.ts';

type Words = { [name: string]: unknown };

/** A container as its lines come in, in the words of the API. */
export type ContainerDraft = {
  readonly name: string;
  readonly line: number;
  endLine: number;
  /** It stood under `Init Containers:`. */
  readonly isInit: boolean;
  readonly spec: Words;
  readonly status: Words;
  /** The block that lines without a place of their own belong to. */
  block: Block | undefined;
};

type Block =
  | { readonly of: 'run' | 'resources'; readonly into: Words }
  | { readonly of: 'words'; readonly into: string[] }
  | { readonly of: 'env' | 'mounts'; readonly into: Json[] };

export const newContainer = (name: string, line: number, isInit: boolean): ContainerDraft => ({
  name,
  line,
  endLine: line,
  isInit,
  spec: { name },
  status: { name },
  block: undefined,
});

/** `http-get http://:8080/health delay=60s timeout=1s period=10s #success=1 #failure=3` (kubectl describe.go, DescribeProbe). */
const probeOf = (text: string): Json => {
  const seconds = (field: string): number | undefined => {
    const found = new RegExp(`\\b${field}=(\\d{1,6})s`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const failures = /#failure=(\d{1,6})/.exec(text)?.[1];
  const http = /^http-get \w{0,10}:?\/\/[^:/\s]{0,253}:?([\w-]{0,63})(\/\S{0,500})?/.exec(text);
  const tcp = /^tcp-socket \S{0,253}?:([\w-]{1,63})(?:\s|$)/.exec(text)?.[1];
  const command = /^exec \[([^\]\n]{0,500})/.exec(text)?.[1];
  return {
    initialDelaySeconds: seconds('delay'),
    timeoutSeconds: seconds('timeout'),
    periodSeconds: seconds('period'),
    failureThreshold: failures === undefined ? undefined : Number(failures),
    ...(http === null ? {} : { httpGet: { port: http[1], path: http[2] } }),
    ...(tcp === undefined ? {} : { tcpSocket: { port: tcp } }),
    ...(command === undefined ? {} : { exec: { command: command.split(' ') } }),
  };
};

const runs: Readonly<Record<string, string>> = {
  State: 'state',
  'Last State': 'lastState',
  // Until 1.3.
  'Last Termination State': 'lastState',
};
const kinds = ['running', 'waiting', 'terminated'];

/** `State:  Waiting`. Its lines follow: Reason, Message, Exit Code, Signal, Started, Finished. */
const beginRun = (draft: ContainerDraft, field: string, value: string): void => {
  const kind = value.split(/\s/, 1)[0]?.toLowerCase() ?? '';
  if (!kinds.includes(kind)) return;
  const into: Words = {};
  draft.status[field] = { [kind]: into };
  draft.block = { of: 'run', into };
};

const wholeNumber = (value: string): number | undefined => (/^-?\d{1,9}$/.test(value) ? Number(value) : undefined);

const fieldOfRun = (into: Words, key: string, value: string): boolean => {
  if (key === 'Reason') into['reason'] = value;
  else if (key === 'Message') into['message'] = value;
  else if (key === 'Exit Code') into['exitCode'] = wholeNumber(value);
  else if (key === 'Signal') into['signal'] = wholeNumber(value);
  else if (key === 'Started') into['startedAt'] = value;
  else if (key === 'Finished') into['finishedAt'] = value;
  else return false;
  return true;
};

const beginResources = (draft: ContainerDraft, field: string): void => {
  const into: Words = {};
  draft.spec['resources'] = { ...(draft.spec['resources'] as Words | undefined), [field]: into };
  draft.block = { of: 'resources', into };
};

const beginWords = (draft: ContainerDraft, field: string, value: string): void => {
  const into: string[] = value === '' ? [] : [value];
  draft.spec[field] = into;
  draft.block = { of: 'words', into };
};

const beginList = (draft: ContainerDraft, field: string, of: 'env' | 'mounts'): void => {
  const into: Json[] = [];
  draft.spec[field] = into;
  draft.block = { of, into };
};

/** Fields of no use here: they end the block before them. */
const passed =
  /^(?:Container ID|Image ID|Ports?|Host Ports?|Environment Variables from|Devices|SeccompProfile|Restart Policy)$/;

/** Reads `Key: value` as a field of the container; false: it is none. */
export const containerField = (draft: ContainerDraft, key: string, value: string): boolean => {
  const { block, spec, status } = draft;
  if (block?.of === 'run' && fieldOfRun(block.into, key, value)) return true;
  if (block?.of === 'resources' && /^(?:cpu|memory|ephemeral-storage|hugepages-\S+|[\w.-]+\/\S+)$/.test(key)) {
    block.into[key] = value;
    return true;
  }
  draft.block = undefined;
  const run = runs[key];
  if (run !== undefined) beginRun(draft, run, value);
  else if (key === 'Limits' || key === 'Requests') beginResources(draft, key.toLowerCase());
  else if (key === 'Image') spec['image'] = value;
  else if (key === 'Ready') status['ready'] = value === 'True';
  else if (key === 'Restart Count') status['restartCount'] = wholeNumber(value);
  else if (key === 'Liveness' || key === 'Readiness' || key === 'Startup')
    spec[`${key.toLowerCase()}Probe`] = probeOf(value);
  else if (key === 'Command' || key === 'Args') beginWords(draft, key.toLowerCase(), value);
  else if (key === 'Environment') beginList(draft, 'env', 'env');
  else if (key === 'Mounts' || key === 'Volume Mounts') beginList(draft, 'volumeMounts', 'mounts');
  else if (!passed.test(key)) {
    draft.block = block;
    return false;
  }
  return true;
};

/** Reads a line inside of a list: a word of the command, a variable, a mount; false: it is none. */
export const containerItem = (draft: ContainerDraft, text: string): boolean => {
  const { block } = draft;
  const line = text.trim();
  if (block?.of === 'words') {
    block.into.push(line);
    return true;
  }
  if (block?.of === 'env') {
    const found = /^([A-Za-z_.][\w.-]{0,200}):\s+(.*)$/.exec(line);
    if (found !== null) block.into.push({ name: found[1], value: found[2] });
    return found !== null;
  }
  if (block?.of === 'mounts') {
    const found = /^(\/\S{0,500}) from (\S{1,253}) \((r[ow])\b/.exec(line);
    if (found !== null) block.into.push({ mountPath: found[1], name: found[2], readOnly: found[3] === 'ro' });
    return found !== null;
  }
  return false;
};
