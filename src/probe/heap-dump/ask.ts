import { CollectError, type RungContext } from '../../model/probe.ts';
import { askListener } from '../attach/ask.ts';
import { openListener } from '../attach/open.ts';
import { readAnswer, requestV1 } from '../attach/protocol.ts';
import { jcmdCommand } from '../jcmd/command.ts';

/** A heap of 100 GB on a slow disk. */
const timeoutMs = 3_600_000;

export type DumpRequest = {
  /** Path in the JVM's own file system; nothing may be there. */
  readonly path: string;
  /** Only what is reachable, after a full collection. */
  readonly live: boolean;
  /** JDK 15 and later. */
  readonly gzip: boolean;
};

const command = ({ path, live, gzip }: DumpRequest): string =>
  ['GC.heap_dump', ...(live ? [] : ['-all']), ...(gzip ? ['-gz=1'] : []), path].join(' ');

const bySocket = async (context: RungContext, request: DumpRequest): Promise<string> => {
  const listener = await openListener(context);
  const options = { action: command(request), cost: 'stops-jvm', timeoutMs, maxBytes: 65_536 } as const;
  const answer = readAnswer(await askListener(context, listener, requestV1('jcmd', [command(request)]), options));
  if (answer === undefined) throw new CollectError('failed', 'the JVM closed the attach connection without an answer');
  return new TextDecoder().decode(answer.body);
};

const byTool = async (context: RungContext, request: DumpRequest): Promise<string> => {
  const argv = [
    ...(await jcmdCommand(context, timeoutMs)),
    String(context.identity.pid),
    ...command(request).split(' '),
  ];
  const startedAtMs = context.now();
  const { outcome, stdout, stderr, durationMs } = await context.transport.exec(argv, {
    signal: context.signal,
    timeoutMs,
  });
  const said = `${new TextDecoder().decode(stdout)}${stderr}`;
  const ended = outcome.kind === 'exited' ? `exit code ${outcome.code}` : outcome.kind;
  context.note({
    startedAtMs,
    action: argv.join(' '),
    outcome: ended,
    durationMs,
    cost: 'stops-jvm',
    leaves: 'temp-file',
  });
  if (outcome.kind !== 'exited')
    throw new CollectError('failed', `jcmd: ${'reason' in outcome ? outcome.reason : ended}`);
  return said;
};

/** What the JVM says when it wrote the dump: `Heap dump file created [123 bytes in 0.4 secs]` (JDK 8 to 25). */
const created = /Heap dump file created(?: \[(\d+) bytes in ([\d.]+) secs\])?/;

export type DumpAnswer =
  | { readonly created: true; readonly pauseMs?: number }
  /** Nothing was dumped there: no right to write, no such folder. */
  | { readonly created: false; readonly reason: string };

/** Makes the JVM write its heap into a file. It stands still meanwhile. Throws CollectError, TransportError. */
export const askForDump = async (
  context: RungContext,
  how: 'attach' | 'jcmd',
  request: DumpRequest,
): Promise<DumpAnswer> => {
  const said = await (how === 'attach' ? bySocket : byTool)(context, request);
  const found = created.exec(said);
  if (found === null) {
    const reason =
      said
        .replace(/^(?:Dumping heap to .*|\d+:)$/gm, '')
        .trim()
        .split('\n')[0] ?? '';
    return { created: false, reason: reason === '' ? 'the JVM does not say why' : reason.slice(0, 300) };
  }
  return { created: true, ...(found[2] === undefined ? {} : { pauseMs: Math.round(Number(found[2]) * 1000) }) };
};
