import { existsSync } from 'node:fs';
import { RequestError } from '../model/exit-code.ts';
import type { Target } from '../model/target.ts';

const forms = 'a target is pid/N, a file, a directory, a .tgz, or - for stdin';

const clusterKinds = ['pod', 'pods', 'po', 'deploy', 'deployment', 'statefulset', 'sts', 'daemonset', 'ds', 'job'];

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
  const [kind] = word.split('/', 1);
  if (kind !== word && kind !== undefined && clusterKinds.includes(kind)) {
    throw new RequestError('bad-target', `${word}: this version of jdiag cannot reach into a cluster yet`, [
      `take a dump there and read it here: kubectl exec ${word} -- jstack 1 | jdiag threads -`,
    ]);
  }
  const hints = /^\d+$/.test(word) ? [`did you mean pid/${word}?`, forms] : [forms];
  throw new RequestError('not-found', `${word}: no such file or directory`, hints);
};

/** Words of the command line, else JDIAG_TARGET. Stdin can be read once only. */
export const resolveTargets = (words: readonly string[], environment: NodeJS.ProcessEnv): readonly Target[] => {
  const named = words.length > 0 ? words : [environment['JDIAG_TARGET'] ?? ''].filter((word) => word !== '');
  if (named.filter((word) => word === '-').length > 1) {
    throw new RequestError('bad-target', 'stdin (-) can be given once only');
  }
  return named.map(resolveTarget);
};
