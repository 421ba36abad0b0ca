import { readFileSync } from 'node:fs';
// Sets V8 as the command does.
import '../src/code-cache.ts';
import { fileSource } from '../src/app/file-source.ts';
import { evidenceOf, lifeSorter } from '../src/app/lives.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import { gcSeries } from '../src/facts/gc/series.ts';
import { watchedJvm } from '../src/facts/gc/watched.ts';
import { namespaces } from '../src/generated/facts.ts';
import { builtInRules } from '../src/generated/rules.ts';
import type { ThreadDump } from '../src/model/thread-dump.ts';
import gcLog from '../src/parse/gc-log.ts';
import hotspot from '../src/parse/hotspot.ts';
import { gcJvmOf, rememberedJvm } from '../src/parse/perf-data/gc-jvm.ts';
import { gcSampleOf } from '../src/parse/perf-data/gc-sample.ts';
import { climb } from '../src/probe/ladder/climb.ts';
import { followCounters } from '../src/probe/perf/follow.ts';
import { counterLines } from '../src/probe/perf/lines.ts';
import threadDump from '../src/probe/thread-dump.ts';
import { jstatLines } from '../src/report/jstat/columns.ts';
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

/** CPU of the GC log parser over the file, with the fold that keeps what the rules see. */
export const gcLogCpuMs = async (path: string): Promise<number> => {
  const before = cpuMs();
  const series = gcSeries();
  await gcLog.parse(fileSource(path), { artifactId: 'bench', emit: series.add });
  if (series.value().eventTotal === 0) throw new Error(`${path} holds no collections`);
  return cpuMs() - before;
};

/**
 * CPU of judging a dump by all rules, facts, CEL and texts included; reading and parsing left out. To be asked once per
 * process: a command does it once, with cold code.
 */
export const rulesCpuMs = async (path: string): Promise<number> => {
  const dumps: ThreadDump[] = [];
  await hotspot.parse(fileSource(path), { artifactId: 'bench', emit: (dump) => void dumps.push(dump) });
  const before = cpuMs();
  const { lives, add } = lifeSorter();
  for (const dump of dumps) add('thread-dump', dump, undefined, path);
  const [life] = lives;
  if (life === undefined) throw new Error(`${path} holds no dump`);
  const subject = { id: 'jvm-1', kind: 'jvm', name: path, target: path } as const;
  const { verdicts } = evaluate(builtInRules, namespaces, evidenceOf(life), subject, { lang: 'en' });
  if (verdicts.length < builtInRules.length) throw new Error('not every rule was judged');
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

/** CPU of one further reading of the counters, folded and put into a line, of so many 20 ms apart. */
export const sampleCpuMs = async (pid: number, count: number): Promise<number> => {
  const transport = localTransport();
  const { identity } = await pidTarget(transport, pid);
  const { signal } = new AbortController();
  const lines = counterLines();
  const jvmOf = rememberedJvm();
  const fold = watchedJvm(`pid/${pid}`);
  let before = 0;
  let taken = 0;
  let written = 0;
  for await (const one of followCounters({ transport, identity }, { intervalMs: 20, count, signal, now: Date.now })) {
    if (one.kind !== 'reading') continue;
    // The code is compiled as it runs: what a long run costs is counted after a fifth of it.
    if (taken === Math.floor(count / 5)) before = cpuMs();
    taken++;
    const jvm = jvmOf(one.reading, one.restarted);
    fold.reading({ ...gcSampleOf(one.reading, jvm, one.atMs), atMs: one.atMs }, jvm, false);
    written += JSON.stringify(lines.line(one.reading, one.atMs, { torn: one.torn })).length;
  }
  if (written === 0) throw new Error('no reading was had');
  return (cpuMs() - before) / (taken - Math.floor(count / 5));
};

/** Wall time from a pid to the first reading as a line of jstat, in process. */
export const firstSampleWallMs = async (pid: number): Promise<number> => {
  const transport = localTransport();
  const { identity } = await pidTarget(transport, pid);
  const { signal } = new AbortController();
  const startedAt = performance.now();
  for await (const one of followCounters(
    { transport, identity },
    { intervalMs: 20, count: 1, signal, now: Date.now },
  )) {
    if (one.kind !== 'reading') throw new Error(one.reason);
    const { head, row } = jstatLines('gcutil', { jdk: gcJvmOf(one.reading).jdk ?? 17 });
    if (`${head}\n${row(one.reading)}`.length < 50) throw new Error('no line was made');
  }
  return performance.now() - startedAt;
};
