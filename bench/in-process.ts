import { readFileSync } from 'node:fs';
import { fileSource } from '../src/app/file-source.ts';
import hotspot from '../src/parse/hotspot.ts';
import { climb } from '../src/probe/ladder/climb.ts';
import threadDump from '../src/probe/thread-dump.ts';
import { pidTarget } from '../src/target/local-pid.ts';
import { localTransport } from '../src/transport/local.ts';

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** CPU of a bare read-and-split loop over the file: the floor of any line parser in this language. */
export const bareLoopCpuMs = (path: string): number => {
  const before = cpuMs();
  let characters = 0;
  for (const line of readFileSync(path, 'latin1').split('\n')) characters += line.length;
  if (characters === 0) throw new Error(`${path} is empty`);
  return cpuMs() - before;
};

/** CPU of the thread dump parser over the file, dumps dropped as they come. */
export const parseCpuMs = async (path: string): Promise<number> => {
  const before = cpuMs();
  let threads = 0;
  await hotspot.parse(fileSource(path), {
    artifactId: 'bench',
    emit: (dump) => {
      threads += dump.threads.length;
    },
  });
  if (threads === 0) throw new Error(`${path} holds no threads`);
  return cpuMs() - before;
};

/** Wall time of one thread dump of a live JVM, connect to end of answer, in process. */
export const dumpWallMs = async (pid: number): Promise<number> => {
  const transport = localTransport();
  const { identity } = await pidTarget(transport, pid);
  const startedAt = performance.now();
  const { collected } = await climb(threadDump, {
    transport,
    subject: 'bench',
    identity,
    allow: new Set(),
    maxPauseMs: 10_000,
    signal: new AbortController().signal,
    now: Date.now,
  });
  const wallMs = performance.now() - startedAt;
  if (collected?.outcome !== 'ok') throw new Error('no thread dump was had');
  return wallMs;
};
