import { type Transport, TransportError } from '../model/transport.ts';
import { describeJvm, type LocalJvm, looksLikeJava } from './local-jvms.ts';
import { readProcesses } from './local-process.ts';

/** The JVM of a container whose folders cannot be listed: its first process, if that is java. */
export const blindJvms = async (transport: Transport, signal?: AbortSignal): Promise<readonly LocalJvm[]> => {
  const [stat] = await transport.readFiles(['/proc/1/stat'], signal === undefined ? {} : { signal });
  if (stat instanceof TransportError) throw stat;
  const [first] = await readProcesses(transport, [1], signal);
  if (first === undefined || !looksLikeJava(first)) return [];
  const unseen = new TransportError('failed', transport.nearlyBlind ?? '');
  const jvm = await describeJvm(transport, first, unseen, new Map());
  return [{ ...jvm, unreadable: [unseen.message] }];
};
