import type { ContainerDraft } from './container-draft.ts';
import type { EventLine } from './event-line.ts';
import type { PodRow } from './pod-row.ts';

type Words = { [name: string]: unknown };

/** An event and where it stood. */
export type Noted = EventLine & { readonly line: number };

/** A row of a table of pods and where it stood. */
export type RowLine = PodRow & { readonly line: number };

/** A pod as text tells of it, in the words of the API. Ages wait until it is known when the text was made. */
export type PodDraft = {
  namespace: string | undefined;
  name: string;
  line: number;
  endLine: number;
  readonly metadata: Words;
  readonly spec: Words;
  readonly status: Words;
  readonly containers: ContainerDraft[];
  readonly events: Noted[];
  /** `Events:` was there, also without any below it. */
  eventsKnown: boolean;
  /** Of tables of pods; with -w one after the other. */
  readonly rows: RowLine[];
  /** kubectl top: of a container, of the pod where the name is empty. */
  readonly usage: Map<string, { readonly cpu: string; readonly memory: string; readonly line: number }>;
  /** There is a description with its name. */
  isDescribed: boolean;
};

export const newPod = (name: string, namespace: string | undefined, line: number): PodDraft => ({
  namespace,
  name,
  line,
  endLine: line,
  metadata: {},
  spec: {},
  status: {},
  containers: [],
  events: [],
  eventsKnown: false,
  rows: [],
  usage: new Map(),
  isDescribed: false,
});
