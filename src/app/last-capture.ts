import { RequestError } from '../model/exit-code.ts';

export const lastCapture = async (environment: NodeJS.ProcessEnv): Promise<string> => {
  const { newestCapture } = await import('../capture/state.ts');
  const path = await newestCapture(environment);
  if (path !== undefined) return path;
  throw new RequestError('no-capture', 'there is no live run to report on yet', ['jdiag threads pid/N makes one']);
};
