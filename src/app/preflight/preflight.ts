import { probes } from '../../generated/probe.ts';
import type { Allowance } from '../../model/capture.ts';
import { exitCode, RequestError } from '../../model/exit-code.ts';
import { ClusterError } from '../../model/pod-api.ts';
import type { ProbeContext } from '../../model/probe.ts';
import { isLive, isStored, type LiveTarget, type Target } from '../../model/target.ts';
import { survey } from '../../probe/ladder/survey.ts';
import { localTransport } from '../../transport/local.ts';
import type { ClusterScope, Patient } from '../patient.ts';
import { findPatients } from '../patients.ts';
import type { Progress } from '../progress.ts';
import type { DocumentResult } from '../publish.ts';
import { askAccess } from './access.ts';
import type { Looked, Preflight, Surveyed } from './looked.ts';
import { preflightText } from './text.ts';

export type PreflightOptions = {
  readonly allow: ReadonlySet<Allowance>;
  readonly maxPauseMs: number;
  readonly cluster: ClusterScope;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};

const surveyOne = async (patient: Patient, options: PreflightOptions): Promise<Looked> => {
  const { jvm, target, transport } = patient;
  const context: ProbeContext = {
    transport,
    subject: 'jvm-1',
    identity: jvm.identity,
    allow: options.allow,
    maxPauseMs: options.maxPauseMs,
    signal: options.signal,
    now: Date.now,
  };
  const evidence: Surveyed[] = [];
  // One after the other: a pod has one shell.
  for (const [probe, load] of Object.entries(probes))
    evidence.push({ probe, ...(await survey(await load(), context)) });
  return {
    target,
    pid: jvm.identity.pid,
    threads: jvm.threadCount,
    evidence: evidence.sort((a, b) => Number(b.probe === 'thread-dump') - Number(a.probe === 'thread-dump')),
    ...(jvm.version === undefined ? {} : { version: jvm.version }),
    ...(jvm.mainClass === undefined ? {} : { mainClass: jvm.mainClass }),
  };
};

/** Where the cluster does not even say which pods there are, what it allows is still worth a table. */
const lookInto = async (targets: readonly LiveTarget[], options: PreflightOptions): Promise<readonly Looked[]> => {
  try {
    const found = await findPatients(targets, localTransport(), options.cluster, options.signal);
    try {
      const looked: Looked[] = [];
      for (const patient of found.patients) {
        options.progress.step(`${patient.target}: looking at the ways to its evidence`);
        looked.push(await surveyOne(patient, options));
      }
      return [
        ...looked,
        ...found.unreached.map(({ target, reason }) => ({ target, reason })),
        ...found.refused.map(({ target, error }) => ({ target: target.word, reason: error.message })),
      ];
    } finally {
      for (const { close } of found.patients) close?.();
    }
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'denied') throw error;
    return [{ target: targets.map(({ word }) => word).join(' '), reason: error.message }];
  }
};

const accessOf = async (
  targets: readonly LiveTarget[],
  options: PreflightOptions,
): Promise<Omit<Preflight, 'targets'>> => {
  const { cluster, signal } = options;
  if (!targets.some(({ kind }) => kind === 'pods')) return { access: [] };
  const { openCluster } = await import('../../kube/cluster.ts');
  const api = await openCluster(cluster);
  const access = await askAccess(api, [cluster.namespace ?? api.namespace], targets, cluster, signal);
  return { place: api.place, access };
};

/** Some way to a thread dump is open as things are. */
const hasDump = ({ evidence = [] }: Looked): boolean =>
  evidence.some(({ probe, rungs }) => probe === 'thread-dump' && rungs.some(({ status }) => status === 'usable'));

/** Throws RequestError when a target is not a running JVM. */
const onlyLive = (targets: readonly Target[]): readonly LiveTarget[] => {
  const stored = targets.find(isStored);
  if (stored === undefined) return targets.filter(isLive);
  throw new RequestError('bad-target', `${stored.word} is captured already: there is nothing to prepare`, [
    `jdiag analyze ${stored.word}`,
  ]);
};

/** Which evidence could be had of running JVMs, by which way, and what stands in the way. Looks only. */
export const preflight = async (targets: readonly Target[], options: PreflightOptions): Promise<DocumentResult> => {
  const live = onlyLive(targets);
  options.progress.step('looking for JVMs');
  const [looked, rest] = await Promise.all([lookInto(live, options), accessOf(live, options)]);
  const result: Preflight = { targets: looked, ...rest };
  const code = looked.every(hasDump) ? exitCode.ok : exitCode.incomplete;
  return {
    kind: 'document',
    document: { schemaVersion: 1, kind: 'preflight', exitCode: code, ...result },
    text: (options) => preflightText(result, options),
  };
};
