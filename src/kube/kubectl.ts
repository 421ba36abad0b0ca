import { type ChildProcess, spawn } from 'node:child_process';
import { ClusterError } from '../model/pod-api.ts';
import type { ExecOutcome } from '../model/transport.ts';
import type { Connection } from './connection.ts';
import type { ExecCommand, ExecHandlers, ExecSocket } from './exec-socket.ts';
import { outcomeOf } from './status.ts';

/** kubectl's last line on stderr when the program ended with another code than 0. */
const codeLine = /(?:^|\n)command terminated with exit code (\d+)\n$/;
const stderrTailBytes = 4096;

const argvOf = (connection: Connection, { namespace, pod, container, argv, stdin }: ExecCommand): readonly string[] => [
  ...connection.kubectlFlags,
  '-n',
  namespace,
  'exec',
  ...(stdin ? ['-i'] : []),
  pod,
  '-c',
  container,
  '--',
  ...argv,
];

/** How the program ended, by the code of kubectl and what it said last. */
const outcomeBy = (code: number | null, signal: string | null, tail: string): ExecOutcome => {
  if (code === 0) return { kind: 'exited', code: 0 };
  const ended = codeLine.exec(tail)?.[1];
  if (ended !== undefined && Number(ended) === code && !/executable file not found/.test(tail))
    return { kind: 'exited', code: Number(ended) };
  const said = tail.trim().split('\n').at(-1)?.slice(-500);
  if (signal !== null) return { kind: 'lost', reason: `kubectl was killed by ${signal}` };
  // The same words as on the status channel, with the same meaning.
  if (said !== undefined && said !== '')
    return outcomeOf(JSON.stringify({ status: 'Failure', message: tail.replace(codeLine, '').trim() }));
  return { kind: 'lost', reason: `kubectl ended with exit code ${code}` };
};

const started = (child: ChildProcess, attempt: string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'there is no kubectl in PATH' : `kubectl: ${error.code ?? 'not started'}`;
      reject(new ClusterError('failed', `cannot ${attempt}: ${why}`));
    });
  });

/** openExec by a kubectl of the user: where the WebSocket is blocked on the way, its own protocol may pass. */
export const openKubectl = async (
  connection: Connection,
  command: ExecCommand,
  handlers: ExecHandlers,
  signal?: AbortSignal,
): Promise<ExecSocket> => {
  const attempt = `run ${command.argv[0]} in pod ${command.pod} container ${command.container} by kubectl exec`;
  if (signal?.aborted) throw new ClusterError('aborted', `cannot ${attempt}: interrupted`);
  const child = spawn('kubectl', argvOf(connection, command), { stdio: ['pipe', 'pipe', 'pipe'] });
  await started(child, attempt);
  let over = false;
  let tail = '';
  let held: Buffer | undefined;
  const end = (outcome: ExecOutcome): void => {
    if (over) return;
    over = true;
    signal?.removeEventListener('abort', onAbort);
    child.kill('SIGTERM');
    handlers.onEnd(outcome);
  };
  const onAbort = (): void => end({ kind: 'aborted' });
  signal?.addEventListener('abort', onAbort, { once: true });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  if (command.stdin !== true) child.stdin.end();
  const reading = (async () => {
    for await (const bytes of child.stdout) {
      if (!over) await handlers.onStdout(bytes as Buffer);
    }
  })().catch(() => end({ kind: 'lost', reason: 'what it wrote could not be taken' }));
  child.stderr.on('data', (bytes: Buffer) => {
    if (over) return;
    tail = (tail + bytes.toString()).slice(-stderrTailBytes);
    if (held !== undefined) handlers.onStderr(held);
    // Perhaps what kubectl itself says of the end; everything else goes on at once, somebody waits for it.
    held = codeLine.test(bytes.toString()) ? bytes : undefined;
    if (held === undefined) handlers.onStderr(bytes);
  });
  child.on('close', (code, killedBy) => {
    void reading.then(() => {
      const words = (held?.toString() ?? '').replace(codeLine, (line) => (line.startsWith('\n') ? '\n' : ''));
      if (!over && words !== '') handlers.onStderr(Buffer.from(words));
      end(outcomeBy(code, killedBy, tail));
    });
  });
  return {
    write: (text) => {
      if (!over) child.stdin.write(text);
    },
    end,
  };
};
