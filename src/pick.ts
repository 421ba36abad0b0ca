import type { ClusterScope } from './app/patient.ts';
import { exitCode, RequestError } from './model/exit-code.ts';
import { ClusterError, type Pod } from './model/pod-api.ts';
import type { AllowanceQuestion } from './model/probe.ts';
import type { Target } from './model/target.ts';
import { TransportError } from './model/transport.ts';
import { escapeText } from './report/text/escape.ts';
import { type LocalJvm, listLocalJvms } from './target/local-jvms.ts';
import { localTransport } from './transport/local.ts';

/** A list to choose from must not keep anybody waiting. */
const clusterTimeoutMs = 3000;
const mostPods = 50;

type Candidate = { readonly label: string; readonly target: Target };

const jvmLabel = (jvm: LocalJvm): string => {
  const parts = [jvm.mainClass ?? 'unknown main class', jvm.version, jvm.user];
  return `pid/${jvm.identity.pid}  ${parts.filter((part) => part !== undefined).join('  ')}`;
};

const localCandidates = async (signal: AbortSignal): Promise<readonly Candidate[]> => {
  const jvms = await listLocalJvms(localTransport(), { signal }).catch((error: unknown) => {
    // No /proc: not Linux.
    if (error instanceof TransportError && error.code === 'not-found') return [];
    throw error;
  });
  return jvms.map((jvm) => {
    const { pid } = jvm.identity;
    return { label: jvmLabel(jvm), target: { kind: 'pid', word: `pid/${pid}`, pid } };
  });
};

const podCandidate = ({ name, phase, containers }: Pod): Candidate => {
  const restarts = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const about = [phase, ...(restarts === 0 ? [] : [`${restarts} restarts`])].join(', ');
  return { label: `pod/${name}  ${about}`, target: { kind: 'pods', word: `pod/${name}`, which: { by: 'name', name } } };
};

/** Pods of the current namespace, or in words why there are none to choose from. */
const podCandidates = async (
  cluster: ClusterScope,
  signal: AbortSignal,
): Promise<{ readonly place: string; readonly pods: readonly Candidate[] } | { readonly without: string }> => {
  try {
    const { openCluster } = await import('./kube/cluster.ts');
    const api = await openCluster({ ...cluster, requestTimeoutMs: clusterTimeoutMs });
    const pods = await api.pods({ namespace: cluster.namespace ?? api.namespace }, { signal });
    return { place: `namespace ${cluster.namespace ?? api.namespace} (${api.place})`, pods: pods.map(podCandidate) };
  } catch (error) {
    if (!(error instanceof RequestError || error instanceof ClusterError)) throw error;
    return { without: error.message };
  }
};

/** Raw mode keeps Ctrl-C from being a signal: the prompt ends with an error of its own instead. */
const answered = async <T>(question: Promise<T>): Promise<T> => {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') process.exitCode = exitCode.interrupted;
    throw error;
  }
};

/** No target was given: asked on a terminal, else refused with the candidates listed. */
export const pickTarget = async (cluster: ClusterScope, signal: AbortSignal): Promise<Target> => {
  const [jvms, inCluster] = await Promise.all([localCandidates(signal), podCandidates(cluster, signal)]);
  const pods = 'pods' in inCluster ? inCluster.pods : [];
  if (jvms.length + pods.length === 0) {
    throw new RequestError('no-target', 'no target was given, and no JVM runs on this machine', [
      'give pid/N, pod/NAME, a file, a directory, a .tgz or .zip, or - for stdin',
      ...('without' in inCluster
        ? [`no pods to choose from: ${inCluster.without}`]
        : [`no pods in ${inCluster.place}`]),
      'jdiag demo shows what a diagnosis looks like',
    ]);
  }
  if (!(process.stdin.isTTY && process.stderr.isTTY)) {
    const shown = pods.slice(0, mostPods).map(({ label }) => label);
    throw new RequestError('no-target', 'no target was given', [
      ...(jvms.length === 0 ? [] : ['JVMs on this machine:', ...jvms.map(({ label }) => label)]),
      ...('place' in inCluster && pods.length > 0 ? [`pods of ${inCluster.place}:`, ...shown] : []),
      ...(pods.length > mostPods ? [`and ${pods.length - mostPods} more`] : []),
    ]);
  }
  const { select } = await import('@inquirer/prompts');
  const choices = [...jvms, ...pods].map(({ label, target }) => ({ name: escapeText(label), value: target }));
  return answered(select({ message: 'Which JVM?', choices, pageSize: 15 }, { output: process.stderr, signal }));
};

/** Asks before anything that is more than harmless is done to the JVM. */
export const askAllowance = async (question: AllowanceQuestion): Promise<boolean> => {
  const { confirm } = await import('@inquirer/prompts');
  const message = `${question.probe} by ${question.rung}: ${question.consequence}. Go on?`;
  return answered(confirm({ message, default: false }, { output: process.stderr }));
};
