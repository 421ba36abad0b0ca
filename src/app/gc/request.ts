import { RequestError } from '../../model/exit-code.ts';
import { checkCapturePath } from '../capture.ts';
import type { ClusterScope } from '../patient.ts';
import type { Progress } from '../progress.ts';
import type { FollowRun } from './follow.ts';

/** What the flags of `gc` ask of a run that prints as it goes. */
export type FollowRequest = {
  readonly columns?: string | undefined;
  readonly watch: boolean;
  readonly json: boolean;
  readonly output: string;
  readonly report?: readonly string[] | undefined;
  readonly outputFile?: string | undefined;
  readonly samples: FollowRun['samples'];
  readonly cluster: ClusterScope;
};

/** Throws RequestError for flags that do not go together, or a capture that could not be written there. */
export const followRun = async (
  request: FollowRequest,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
): Promise<FollowRun> => {
  const what = request.columns === undefined ? '--watch' : '--columns';
  if (request.columns !== undefined && request.watch) {
    throw new RequestError('bad-flag', '--watch and --columns do not go together', ['take one of them']);
  }
  if (request.json || request.output !== 'terminal' || (request.report ?? []).length > 0) {
    throw new RequestError('bad-flag', `${what} prints as it goes and has no other format`, [
      `without ${what}, -o and --report write a report`,
    ]);
  }
  if (request.outputFile !== undefined) await checkCapturePath(request.outputFile);
  return {
    allow: new Set(),
    maxPauseMs: 0,
    samples: request.samples,
    cluster: request.cluster,
    signal,
    progress,
    ...(request.outputFile === undefined ? {} : { outputFile: request.outputFile }),
    onCapture: (path) => progress.say(`capture: ${path}`),
  };
};
