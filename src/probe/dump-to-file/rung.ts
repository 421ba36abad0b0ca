import { randomBytes } from 'node:crypto';
import { CollectError, type Rung, type RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { openListener } from '../attach/open.ts';
import { readAnswer, requestV1 } from '../attach/protocol.ts';
import { attachReadiness } from '../attach/safety.ts';
import { reasonOf } from '../proc/read.ts';

/** 0.5 s for 3,000 threads; a hundred thousand virtual ones take longer. */
const answerTimeoutMs = 60_000;
const maxBytes = 512 * 1024 * 1024;

/** The file is whole: the writer closes its object last. */
const isWhole = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder();
  return /^\s*\{/.test(text.decode(bytes.subarray(0, 64))) && /\}\s*$/.test(text.decode(bytes.subarray(-64)));
};

/** An empty file of the JVM's own user in its /tmp: the JVM writes into it, nobody else can have put a link there. */
const createTarget = async (
  context: RungContext,
): Promise<{ name: string; path: string; remove: () => Promise<void> }> => {
  const { transport, identity } = context;
  if (transport.createEmpty === undefined)
    throw new CollectError('failed', `no files can be created on ${transport.place}`);
  const name = `/tmp/.jdiag-threads-${randomBytes(8).toString('hex')}.json`;
  const path = `/proc/${identity.pid}/root${name}`;
  const as = { uid: identity.effectiveUid, gid: identity.effectiveGid };
  return { name, path, remove: await transport.createEmpty(path, as) };
};

const askFor = async (context: RungContext, file: string): Promise<void> => {
  const { transport, identity, signal } = context;
  if (transport.unixSocket === undefined) throw new CollectError('failed', `no UNIX sockets on ${transport.place}`);
  const listener = await openListener(context);
  const request = requestV1('jcmd', [`Thread.dump_to_file -overwrite -format=json ${file}`]);
  const as = { uid: identity.effectiveUid, gid: identity.effectiveGid };
  const timeoutMs = context.timeoutMs ?? answerTimeoutMs;
  const answer = readAnswer(await transport.unixSocket(listener, request, as, { signal, timeoutMs, maxBytes: 65_536 }));
  const text = new TextDecoder().decode(answer?.body.subarray(0, 300)).trim();
  if (answer?.status !== 0 || !text.includes('Created')) {
    throw new CollectError('failed', `the JVM declined Thread.dump_to_file: ${text === '' ? 'no answer' : text}`);
  }
};

const collect: Rung['collect'] = async (context) => {
  const { transport, note, signal } = context;
  const startedAtMs = context.now();
  const target = await createTarget(context);
  let outcome = 'failed';
  try {
    await askFor(context, target.name);
    const bytes = await transport.readFile(target.path, { signal, maxBytes });
    if (!isWhole(bytes)) throw new CollectError('failed', 'the file that the JVM wrote is not whole');
    outcome = `${bytes.length} bytes, file removed`;
    const about = { kind: 'thread-dump', ext: 'json', how: 'dump-to-file', cost: 'none' } as const;
    return { ...about, takenAtMs: startedAtMs, outcome: 'ok', bytes, problems: [] };
  } catch (error) {
    outcome = error instanceof TransportError || error instanceof CollectError ? reasonOf(error) : outcome;
    throw error;
  } finally {
    await target.remove();
    const action = `attach: Thread.dump_to_file into ${target.name}, read, removed`;
    note({ startedAtMs, action, outcome, durationMs: context.now() - startedAtMs, cost: 'none', leaves: 'nothing' });
  }
};

/** `jcmd PID Thread.dump_to_file -format=json` over the JVM's own attach socket: all threads, the virtual ones too; no global safepoint. */
export const dumpToFile: Rung = {
  name: 'dump-to-file',
  cost: 'none',
  leaves: 'temp-file',
  does: 'ask `Thread.dump_to_file` over the attach socket of PID into a file of its /tmp, read and remove it',
  precondition: async (context) => {
    const { transport, identity } = context;
    if (transport.unixSocket === undefined)
      return { refused: transport.without?.unixSocket ?? `no UNIX sockets on ${transport.place}` };
    const refused = transport.cannotActAs?.({ uid: identity.effectiveUid, gid: identity.effectiveGid });
    return refused === undefined ? attachReadiness(context) : { refused };
  },
  collect,
};
