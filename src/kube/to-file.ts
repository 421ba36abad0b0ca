import { createHash } from 'node:crypto';
import { type CallLimits, type ExecResult, type Transport, TransportError } from '../model/transport.ts';
import type { Files } from './files.ts';
import { quoted, type Shell } from './shell.ts';
import { createTemp, removeFile } from './temp-file.ts';

const defaultMaxBytes = 512 * 1024 * 1024;
const defaultTimeoutMs = 20_000;
const lookMs = 200;

/** Copies a file of ours and proves by length and sha256 that all of it arrived. */
export const fetchVerified = async (
  shell: Shell,
  files: Files,
  path: string,
  limits: CallLimits,
): Promise<Uint8Array> => {
  const [[bytes], sum] = await Promise.all([
    files.read([path], { maxBytes: defaultMaxBytes, ...limits }),
    shell.run(['sha256sum', '--', path], limits),
  ]);
  if (!(bytes instanceof Uint8Array)) throw bytes ?? new TransportError('failed', `cannot read ${path}`);
  if (sum.code === 127) return bytes;
  const [expected = ''] = Buffer.from(sum.stdout).toString().split(' ');
  if (createHash('sha256').update(bytes).digest('hex') !== expected)
    throw new TransportError('failed', `${path} did not arrive as it was: its sha256 differs`);
  return bytes;
};

/**
 * The command ends also when nobody waits for it any more: only then the shell cleans up. timeout(1) is not used for it: that
 * of busybox leaves its watcher behind, and java as the first process of a container reaps no strangers, so that a zombie
 * takes one of its pids for good. Here the shell waits for all that it started. Commands in the background lose their stdin.
 */
export const ending = (argv: readonly string[], limits: CallLimits): string => {
  const looks = Math.ceil((limits.timeoutMs ?? defaultTimeoutMs) / lookMs);
  // Ends by itself when the command did: a signal to it could leave its own sleep behind.
  const watch = `n=0; while [ $n -lt ${looks} ] && kill -0 $p; do sleep ${lookMs / 1000} || sleep 1; n=$((n+1)); done; kill $p`;
  const command = argv.map(quoted).join(' ');
  const run = `exec 4<&0; ${command} <&4 4<&- & p=$!; ( ${watch} ) 4<&- >/dev/null 2>&1 </dev/null & w=$!`;
  return `{ ${run}; wait $p; r=$?; wait $w; exec 4<&-; jdiag_code $r; }`;
};

/** The output goes into a file in the container, then it is copied, verified and removed. */
export const execToFile =
  (shell: Shell, files: Files): NonNullable<Transport['execToFile']> =>
  async (argv, limits = {}): Promise<ExecResult> => {
    const startedAt = performance.now();
    const path = await createTemp(shell);
    try {
      const { code, stderr } = await shell.script(`${ending(argv, limits)} > ${quoted(path)}`, limits);
      const stdout = await fetchVerified(shell, files, path, limits);
      return {
        outcome: { kind: 'exited', code },
        stdout,
        stderr,
        durationMs: Math.round(performance.now() - startedAt),
      };
    } finally {
      // With the shell gone its trap has removed the file.
      if (shell.ended() === undefined) await removeFile(shell, path);
    }
  };
