import type { HeapContent, HeapSuspect } from '../../model/heap-dump.ts';
import { addressText, classNameOf, type HeapGraph, retainedBytesOf, shallowBytesOf } from '../../model/heap-graph.ts';
import { kindOfClass } from '../thread/frame-table.ts';
import { loaderText } from './class-rows.ts';
import { type Lookups, referenceOf, rootPath, shortened, stepOf } from './reference.ts';
import { childrenByClass } from './subtree.ts';
import type { FoundSuspect } from './suspect.ts';
import { threadHold } from './thread-hold.ts';

const bare = (className: string): string => className.replace(/^class /, '').replace(/(?:\[\])+$/, '');

/** Whether a class is the application's own: `appPackages` first, then the table of frameworks and drivers. */
export const isApplicationClass = (className: string, appPackages?: readonly string[]): boolean => {
  const name = bare(className);
  if (/^(?:boolean|byte|char|short|int|long|float|double|unknown)\b/.test(name)) return false;
  if (appPackages !== undefined && appPackages.some((each) => name === each || name.startsWith(`${each}.`)))
    return true;
  return kindOfClass(name) === 'application';
};

export type SuspectInput = {
  readonly suspect: FoundSuspect;
  /** Ways from a root by object, ways from the suspect to where its bytes meet by that object. */
  readonly paths: ReadonlyMap<number, readonly number[]>;
  readonly inner: ReadonlyMap<number, readonly number[]>;
  /** Everything the suspect keeps, by class. */
  readonly contents: readonly HeapContent[];
  readonly appPackages: readonly string[] | undefined;
};

/** A suspect with its ways, its thread and what is in it. */
export const suspectRow = (graph: HeapGraph, lookups: Lookups, input: SuspectInput): HeapSuspect => {
  const { suspect, paths, inner, contents, appPackages } = input;
  const top = suspect.members[0] as number;
  const object = graph.vertex[top] as number;
  const path = paths.get(object) ?? [object];
  const steps = rootPath(graph, lookups, path);
  const meeting = suspect.accumulation === undefined ? undefined : (graph.vertex[suspect.accumulation] as number);
  const below = meeting === undefined ? undefined : inner.get(meeting);
  const belowSteps = below
    ?.slice(1)
    .map((each, index) => stepOf(graph, lookups, each, referenceOf(graph, lookups, below[index] as number, each)));
  const holder = meeting ?? object;
  const tops = suspect.kind === 'group' ? suspect.members : [suspect.accumulation ?? top];
  const children = childrenByClass(graph, tops, 8).map(({ object: child, ...content }): HeapContent => {
    const reference =
      child === undefined || suspect.kind === 'group' ? undefined : referenceOf(graph, lookups, holder, child);
    return reference === undefined || reference.kind === 'unknown'
      ? content
      : { ...content, reference: reference.reference };
  });
  const total = (graph.retained[0] as number) * 8;
  const thread = threadHold(graph, lookups, [...path, ...(below ?? []).slice(1)]);
  const names = [...steps, ...(belowSteps ?? []), ...contents].map(({ className }) => className);
  const application = names.find((name) => isApplicationClass(name, appPackages));
  const loader = loaderText(graph, graph.classes[graph.classOf[object] as number]?.loader ?? 0);
  return {
    kind: suspect.kind,
    ...(suspect.kind === 'single' ? { address: addressText(graph.addressOf(object)) } : {}),
    className: classNameOf(graph, object),
    ...(loader === undefined ? {} : { loader }),
    instances: suspect.members.length,
    shallowBytes: suspect.members.reduce((sum, v) => sum + shallowBytesOf(graph, graph.vertex[v] as number), 0),
    retainedBytes: suspect.retained * 8,
    retainedPct: (100 * suspect.retained * 8) / total,
    path: shortened(steps),
    pathTotal: steps.length,
    ...(meeting === undefined
      ? {}
      : {
          accumulation: {
            ...(belowSteps?.at(-1) ?? stepOf(graph, lookups, meeting, { kind: 'unknown', reference: '?' })),
            retainedBytes: retainedBytesOf(graph, meeting),
            path: shortened(belowSteps ?? []),
          },
        }),
    children,
    contents,
    ...(thread === undefined ? {} : { thread }),
    applicationClass: application === undefined ? null : bare(application),
  };
};
