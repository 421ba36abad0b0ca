import { probes } from '../generated/probe.ts';
import type { Allowance } from '../model/capture.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import { exitCode } from '../model/exit-code.ts';
import type { Probe } from '../model/probe.ts';
import { isLive, isStored, type LiveTarget, type Target } from '../model/target.ts';
import { escapeText } from '../report/text/escape.ts';
import { localTransport } from '../transport/local.ts';
import { examined, type PidTarget } from './examine.ts';
import type { ClusterScope } from './patient.ts';
import type { DocumentResult } from './publish.ts';

/** One way that would be tried; `allowed` false: it would be asked for, or refused off a terminal. */
type Way = {
  readonly rung: string;
  readonly does: string | null;
  readonly cost: string;
  readonly leaves: string;
  readonly needs: Allowance | null;
  readonly allowed: boolean;
};

type Plan = {
  /** What would be entered: a process, the containers of the pods. */
  readonly places: readonly { readonly target: string; readonly container: string | null; readonly enters: string }[];
  readonly evidence: readonly { readonly kind: ArtifactKind; readonly title: string; readonly ways: readonly Way[] }[];
  readonly stored: readonly string[];
};

export type DryRunOptions = {
  readonly wanted: ReadonlySet<ArtifactKind>;
  readonly dumps: number;
  readonly intervalMs: number;
  readonly allow: ReadonlySet<Allowance>;
  readonly cluster: ClusterScope;
  readonly signal: AbortSignal;
};

const inPods = async (
  targets: readonly Extract<LiveTarget, { kind: 'pods' }>[],
  { cluster, signal }: DryRunOptions,
): Promise<Plan['places']> => {
  if (targets.length === 0) return [];
  const { openCluster } = await import('../kube/cluster.ts');
  const { containersOf, findPods, whyNotRunning } = await import('../target/pods.ts');
  const api = await openCluster(cluster);
  const pods = new Map<string, Awaited<ReturnType<typeof findPods>>[number]>();
  for (const { word, which } of targets) {
    for (const pod of await findPods(api, word, which, cluster, { signal }))
      pods.set(`${pod.namespace}/${pod.name}`, pod);
  }
  return [...pods.values()].flatMap((pod): Plan['places'] => {
    const target = pod.namespace === api.namespace ? `pod/${pod.name}` : `pod/${pod.name} -n ${pod.namespace}`;
    const containers = containersOf(pod, cluster.container);
    if (containers.length === 0) return [{ target, container: null, enters: `nothing: ${whyNotRunning(pod)}` }];
    return containers.map(({ name }) => ({
      target,
      container: name,
      enters: 'exec `sh`, one shell for all small programs; without a shell in the image one exec per group of files',
    }));
  });
};

const wayOf = (allow: DryRunOptions['allow'], probe: Probe): readonly Way[] =>
  probe.rungs.map(({ name, does = null, cost, leaves, allow: asked }) => ({
    rung: name,
    does,
    cost,
    leaves,
    needs: asked?.name ?? null,
    allowed: asked === undefined || allow.has(asked.name),
  }));

const touched =
  'Nothing was executed. Of this machine /proc was read; of a cluster the API was asked for pods: no exec, no signal, no log.';

const text = ({ places, evidence, stored }: Plan, { dumps, intervalMs }: DryRunOptions): string =>
  [
    ...stored.map((word) => `read ${word}`),
    ...places.map(
      ({ target, container, enters }) =>
        `enter ${target}${container === null ? '' : ` container ${container}`}: ${enters}`,
    ),
    ...(places.length === 0
      ? []
      : [`then, for each JVM found there, the first way of each list that its conditions permit:`]),
    ...evidence.flatMap(({ kind, title, ways }) => [
      `  ${title}${kind === 'thread-dump' && dumps > 1 ? ` (up to ${dumps}, every ${intervalMs} ms)` : ''}`,
      ...ways.map(({ rung, does, needs, allowed }) => {
        const asks = needs === null || allowed ? '' : ` [only with --allow ${needs}]`;
        return `    ${rung}: ${does ?? 'looks only'}${asks}`;
      }),
    ]),
    touched,
    '',
  ]
    .map(escapeText)
    .join('\n');

/** What a live run would do. Finds the targets and looks no further. Throws like the run itself. */
export const dryRun = async (targets: readonly Target[], options: DryRunOptions): Promise<DocumentResult> => {
  const live = targets.filter(isLive);
  const pids = live.filter((target): target is PidTarget => target.kind === 'pid');
  const { found } = await examined(localTransport(), pids, options.signal);
  const local = found.map(({ target }) => ({ target: target.word, container: null, enters: '/proc of this machine' }));
  const pods = live.flatMap((target) => (target.kind === 'pods' ? [target] : []));
  const loaded = await Promise.all(Object.values(probes).map((load) => load()));
  const plan: Plan = {
    places: [...local, ...(await inPods(pods, options))],
    evidence:
      live.length === 0
        ? []
        : loaded
            .filter(({ kind }) => options.wanted.has(kind))
            .map((probe) => ({ kind: probe.kind, title: probe.title, ways: wayOf(options.allow, probe) })),
    stored: targets.filter(isStored).map(({ word }) => word),
  };
  return {
    kind: 'document',
    document: { schemaVersion: 1, kind: 'dry-run', exitCode: exitCode.ok, ...plan, touched },
    text: () => text(plan, options),
  };
};
