import type { WorkloadKind } from './pod-api.ts';

/** Which pods of a cluster are meant. */
export type PodSelection =
  /** `bare`: written without `pod/`, and no file of that name is here. */
  | { readonly by: 'name'; readonly name: string; readonly bare?: true }
  | { readonly by: 'workload'; readonly workload: WorkloadKind; readonly name: string }
  | { readonly by: 'selector'; readonly selector: string };

/** Something that runs and is captured first. */
export type LiveTarget =
  | { readonly kind: 'pid'; readonly word: string; readonly pid: number }
  | { readonly kind: 'pods'; readonly word: string; readonly which: PodSelection };

/** Something that is captured already. */
export type StoredTarget =
  /** `shown`: what it is called in reports, where that is not its path (an answer fetched for this run). */
  | { readonly kind: 'path'; readonly word: string; readonly path: string; readonly shown?: string }
  | { readonly kind: 'stdin'; readonly word: '-' };

/** What a command works on, after its words were understood. `word` is what the user wrote. */
export type Target = LiveTarget | StoredTarget;

export const isLive = (target: Target): target is LiveTarget => target.kind === 'pid' || target.kind === 'pods';
export const isStored = (target: Target): target is StoredTarget => !isLive(target);
