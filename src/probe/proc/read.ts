import type { ProbeContext } from '../../model/probe.ts';
import { statFields } from '../../model/proc-text.ts';
import { type Transport, TransportError } from '../../model/transport.ts';

type Answer = Uint8Array | TransportError;

const utf8 = new TextDecoder();

export const textOf = (answer: Answer | undefined): string | undefined =>
  answer instanceof Uint8Array ? utf8.decode(answer) : undefined;

/** Small files as text; undefined for what could not be read. */
export const readTexts = async (
  transport: Transport,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly (string | undefined)[]> => (await transport.readFiles(paths, { signal })).map(textOf);

export const readText = async (transport: Transport, path: string, signal: AbortSignal): Promise<string | undefined> =>
  (await readTexts(transport, [path], signal))[0];

/** Where the process is: `there`, `gone`, or `replaced` when its pid belongs to a later process. */
export const presence = async (
  context: Pick<ProbeContext, 'transport' | 'identity'>,
): Promise<'there' | 'gone' | 'replaced'> => {
  const { pid, startTicks } = context.identity;
  // Not bound to the abort signal: how a climb ended must be known also when it was interrupted.
  const [answer] = await context.transport.readFiles([`/proc/${pid}/stat`]);
  const stat = statFields(textOf(answer) ?? '');
  if (stat === undefined) return 'gone';
  if (stat.startTicks !== startTicks) return 'replaced';
  return stat.state === 'Z' || stat.state === 'X' ? 'gone' : 'there';
};

/** Error of a transport as a sentence without the class name. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Names in a folder; an error instead of an exception. */
export const listNames = async (
  transport: Transport,
  path: string,
  signal: AbortSignal,
): Promise<readonly string[] | TransportError> => {
  try {
    return await transport.listDir(path, { signal });
  } catch (error) {
    if (error instanceof TransportError && error.code !== 'aborted') return error;
    throw error;
  }
};
