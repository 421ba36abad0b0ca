import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { PodEvidence } from '../model/pod-evidence.ts';
import type { Source } from '../model/source.ts';
import { killReader } from './kernel-log/kill.ts';
import { byPod, objectsOf } from './kernel-log/objects.ts';
import { assemblePod } from './pod/assemble.ts';
import { countedLines } from './text/counted-lines.ts';
import { boundedProblems } from './text/problems.ts';

const recognise = ({ text = '' }: { readonly text?: string }): 'certain' | 'possible' | 'no' => {
  if (
    / invoked oom-killer: |\bmemory: usage \d{1,15}kB, limit \d{1,15}kB, failcnt |\bMemory cgroup stats for \/|\boom-kill:constraint=|\bKilled process \d{1,10} \(|\bMemory cgroup out of memory: Kill|\bOut of memory: Kill(?:ed)? process \d/.test(
      text,
    )
  )
    return 'certain';
  // It may stand further down in a long one.
  return /^(?:\[\s{0,6}\d{1,9}\.\d{6}\] |\[[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}\] |.{0,100} kernel: )/m.test(
    text.slice(0, 4096),
  )
    ? 'possible'
    : 'no';
};

const parse = async (source: ByteSource, options: ParseOptions<PodEvidence>): Promise<Reading> => {
  const problems = boundedProblems();
  const reader = killReader();
  const { artifactId, signal, onProgress } = options;
  const reading = { signal, onProgress, onProblem: problems.add };
  const { recognised, total } = await countedLines(source, reading, reader.line);
  const kills = reader.kills();
  if (kills.length === 0) throw new ParseError('the kernel killed nothing for its memory');
  for (const kill of kills)
    if (kill.victim === undefined)
      problems.add({ line: kill.line, message: 'the line that names who was killed is not in this text' });
  const times = kills.flatMap(({ atMs }) => atMs ?? []);
  const takenAtMs = options.takenAtMs ?? (times.length === 0 ? undefined : Math.max(...times));
  const at = (from: number, endLine: number): Source => ({ artifact: artifactId, line: from, endLine });
  for (const pod of byPod(kills)) {
    const [own, ...around] = objectsOf(pod, at);
    const evidence = assemblePod(own, around, { artifactId, takenAtMs: takenAtMs ?? 0, asked: undefined });
    options.emit(takenAtMs === undefined ? { ...evidence, clockUnknown: true } : evidence);
  }
  return {
    problems: problems.list(),
    recognised,
    total,
    cut: 'a kernel log tells of kills, not of the pods: kubectl describe pod does',
  };
};

/**
 * Kills for lack of memory in the kernel's log: dmesg, journalctl -k, syslog. Source: Linux mm/oom_kill.c, mm/memcontrol.c, of 3.10 to 6.x.
 */
const format: Format<'pod'> = { kind: 'pod', title: 'kernel log with OOM kills', recognise, parse };
export default format;
