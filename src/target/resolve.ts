import { existsSync } from 'node:fs';
import { RequestError } from '../model/exit-code.ts';
import type { WorkloadKind } from '../model/pod-api.ts';
import type { Target } from '../model/target.ts';

const forms =
  'a target is pid/N, pod/NAME, deploy/NAME, statefulset/NAME, daemonset/NAME, job/NAME, a file, a directory, a .tgz or .zip, or - for stdin';

/** kubectl's names and short names. */
const clusterKinds: Readonly<Record<string, WorkloadKind | 'pod'>> = {
  pod: 'pod',
  pods: 'pod',
  po: 'pod',
  deploy: 'deployment',
  deployment: 'deployment',
  deployments: 'deployment',
  statefulset: 'statefulset',
  statefulsets: 'statefulset',
  sts: 'statefulset',
  daemonset: 'daemonset',
  daemonsets: 'daemonset',
  ds: 'daemonset',
  job: 'job',
  jobs: 'job',
};

/** `pod/appr-api-1`; undefined when the word does not begin with a kind of the cluster. */
const clusterTarget = (word: string): Target | undefined => {
  const [prefix = '', name = '', ...rest] = word.split('/');
  const kind = Object.hasOwn(clusterKinds, prefix) ? clusterKinds[prefix] : undefined;
  if (kind === undefined || !word.includes('/')) return undefined;
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name) || rest.length > 0) {
    throw new RequestError('bad-target', `"${word}" names no ${kind}`, [`write ${prefix}/ and a name`]);
  }
  return {
    kind: 'pods',
    word,
    which: kind === 'pod' ? { by: 'name', name } : { by: 'workload', workload: kind, name },
  };
};

/** Names of pods are DNS subdomains. */
const couldBePod = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
/** Endings of what jdiag reads: a file that is missing, not a pod. */
const isFileName =
  /\.(?:txt|log|out|json|jsonl|ya?ml|tgz|gz|tar|zip|hprof|bin|csv|tdump|threads|histo|jfr|html?|xml|heapsnapshot)$/;

/** The target a word means. Throws RequestError with what to write instead. */
export const resolveTarget = (word: string): Target => {
  if (word === '-') return { kind: 'stdin', word };
  if (word.startsWith('pid/')) {
    const digits = word.slice('pid/'.length);
    const pid = /^\d+$/.test(digits) ? Number(digits) : 0;
    if (pid > 0 && Number.isSafeInteger(pid)) return { kind: 'pid', word, pid };
    throw new RequestError('bad-target', `"${word}" names no process`, [
      'write pid/ and a number: jdiag ps lists the JVMs',
    ]);
  }
  if (existsSync(word)) return { kind: 'path', word, path: word };
  const inCluster = clusterTarget(word);
  if (inCluster !== undefined) return inCluster;
  if (couldBePod.test(word) && !isFileName.test(word) && !/^\d+$/.test(word))
    return { kind: 'pods', word, which: { by: 'name', name: word, bare: true } };
  const hints = /^\d+$/.test(word) ? [`did you mean pid/${word}?`, forms] : [forms];
  throw new RequestError('not-found', `${word}: no such file or directory`, hints);
};

/** Words of the command line and the `-l` selector, else JDIAG_TARGET. Stdin can be read once only. */
export const resolveTargets = (
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  selector?: string,
): readonly Target[] => {
  const fromSelector: readonly Target[] =
    selector === undefined ? [] : [{ kind: 'pods', word: `-l ${selector}`, which: { by: 'selector', selector } }];
  const nothing = words.length === 0 && selector === undefined;
  const named = nothing ? [environment['JDIAG_TARGET'] ?? ''].filter((word) => word !== '') : words;
  if (named.filter((word) => word === '-').length > 1) {
    throw new RequestError('bad-target', 'stdin (-) can be given once only');
  }
  return [...named.map(resolveTarget), ...fromSelector];
};
