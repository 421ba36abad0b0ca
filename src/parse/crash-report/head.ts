import type { CrashReport } from '../../model/crash-report.ts';
import { outOfMemoryKind } from '../log/out-of-memory.ts';

type Told = Partial<
  Pick<CrashReport, 'kind' | 'outOfMemory' | 'signal' | 'message' | 'requested' | 'requestedBytes' | 'pid' | 'version'>
>;

const signal =
  /^#\s{1,4}((?:SIG[A-Z]{2,6}|EXCEPTION_[A-Z_]{3,40})) \([\w ]{1,20}\)(?: at pc=0x[0-9a-f]{1,16})?(?:, pid=(\d{1,10}))?/;
const internal = /^#\s{1,4}(Internal|Out of Memory) Error \([^)\n]{1,200}\)(?:, pid=(\d{1,10}))?/;
const memory = /^#\s{1,4}(Native memory allocation \((mmap|malloc)\) failed to \w{1,12} (\d{1,19}) bytes.{0,200})/;
const thread = /^#\s{1,4}(Cannot create (?:worker )?(?:GC|VM|worker) thread.{0,200})/;
const detail = /^#\s{1,4}((?:fatal error|Error): ?.{1,300}|(?:guarantee|assert)\(.{1,300})/;

/** What a line of the head (`#`) says; undefined: nothing, or only advice. */
export const toldIn = (text: string): Told | undefined => {
  const bySignal = signal.exec(text);
  const [, how, pid = bySignal?.[2]] = internal.exec(text) ?? [];
  const known = pid === undefined ? {} : { pid: Number(pid) };
  const message = text.replace(/^#\s{1,4}/, '');
  if (bySignal !== null) return { ...known, kind: 'signal', signal: bySignal[1] ?? '', message };
  const [, refused, way, size] = memory.exec(text) ?? [];
  if (refused !== undefined)
    return {
      kind: 'memory',
      message: refused,
      requested: way === 'malloc' ? 'malloc' : 'mmap',
      requestedBytes: Number(size),
    };
  const noThread = thread.exec(text)?.[1];
  if (noThread !== undefined) return { kind: 'memory', message: noThread, requested: 'thread' };
  const failed = detail.exec(text)?.[1];
  const encountered =
    failed === undefined ? undefined : /^fatal error: OutOfMemory encountered: (.{1,300})/.exec(failed)?.[1];
  if (failed !== undefined && encountered !== undefined)
    return { kind: 'error', message: failed, outOfMemory: outOfMemoryKind(encountered) };
  if (failed !== undefined) return { kind: 'error', message: failed };
  if (how !== undefined) return { ...known, kind: how === 'Internal' ? 'error' : 'memory', message };
  return text.startsWith('# Java VM: ') ? { version: text.slice(11).trim() } : undefined;
};
