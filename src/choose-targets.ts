import type { ClusterScope } from './app/patient.ts';
import { RequestError } from './model/exit-code.ts';
import type { Notice } from './model/report.ts';
import { isLive, type Target } from './model/target.ts';

export type Choice = {
  readonly selector?: string | undefined;
  /** Where pods are looked for; absent: the command never touches the world. */
  readonly cluster?: ClusterScope;
  readonly signal: AbortSignal;
  readonly notice: (notice: Notice) => void;
  /** A line on stderr. */
  readonly say: (text: string) => void;
};

const isBare = (target: Target): boolean =>
  target.kind === 'pods' && target.which.by === 'name' && target.which.bare === true;

/** Throws RequestError for what runs. */
const onlyStored = (targets: readonly Target[]): void => {
  const live = targets.find(isLive);
  if (live === undefined) return;
  if (isBare(live)) throw new RequestError('not-found', `${live.word}: no such file or directory`);
  throw new RequestError('bad-target', `this command never touches a running JVM, and ${live.word} is one`, [
    `jdiag threads ${live.word} captures and diagnoses it`,
  ]);
};

/**
 * The targets that the words mean, each once; without words the configured one (JDIAG_TARGET, the user's file), then a question on a terminal. Throws
 * RequestError, off a terminal with the candidates.
 */
export const chooseTargets = async (words: readonly string[], choice: Choice): Promise<readonly Target[]> => {
  const { resolveTargets } = await import('./target/resolve.ts');
  const { distinctTargets } = await import('./app/distinct-targets.ts');
  const { settings } = await import('./app/settings.ts');
  const configured = { JDIAG_TARGET: (await settings()).target };
  const { targets, notices } = distinctTargets(resolveTargets(words, configured, choice.selector));
  if (choice.cluster === undefined) onlyStored(targets);
  for (const notice of notices) choice.notice(notice);
  for (const { word } of targets.filter(isBare)) choice.say(`${word} is no file here: taken as pod/${word}`);
  if (targets.length > 0) return targets;
  if (choice.cluster === undefined)
    throw new RequestError('no-target', 'no target was given', [
      'give a file, a directory, a .tgz or .zip, or - for stdin',
    ]);
  const { pickTarget } = await import('./pick.ts');
  return [await pickTarget(choice.cluster, choice.signal)];
};
