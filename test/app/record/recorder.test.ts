import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { everyKind } from '../../../src/app/lives.ts';
import type { Patient, WatchedPod } from '../../../src/app/patient.ts';
import type { RecordOptions, RecordOutcome } from '../../../src/app/record/options.ts';
import { recordJvm } from '../../../src/app/record/recorder.ts';
import { openCapture } from '../../../src/capture/writer.ts';
import { ClusterError, type ContainerEnd } from '../../../src/model/pod-api.ts';
import { statFields } from '../../../src/model/proc-text.ts';
import { localTransport } from '../../../src/transport/local.ts';
import { container } from '../../kube/support/pod.ts';
import { run, subject, temporaryFolders } from '../../support/capture.ts';

const newFolder = temporaryFolders();
let child: ChildProcess;
afterEach(() => child.kill('SIGKILL'));

const start = (): number => {
  child = spawn('sleep', ['60'], { stdio: 'ignore' });
  return child.pid as number;
};

/** A process of this machine that stands for the JVM of a pod; `cluster` is what the API says of it. */
const podPatient = (pid: number, cluster: () => WatchedPod): Patient => {
  const startTicks = statFields(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTicks ?? 0;
  const uid = process.getuid?.() ?? 0;
  const identity = { pid, nsPid: pid, uid, effectiveUid: uid, effectiveGid: process.getgid?.() ?? 0, startTicks };
  const logTail = async ({ previous }: { readonly previous?: boolean }) =>
    new TextEncoder().encode(previous === true ? 'java.lang.OutOfMemoryError: Java heap space\n' : 'started again\n');
  const jvm = { identity, threadCount: 1, unreadable: [] };
  const transport = { ...localTransport(), logTail };
  return {
    jvm,
    transport,
    target: 'pod/shop-api',
    execs: () => [],
    watch: async () => cluster(),
    evidence: async () => new TextEncoder().encode('{"apiVersion":"v1","kind":"List","items":[]}'),
    reopen: async () => undefined,
  };
};

const record = async (
  patient: Patient,
  changes: Partial<RecordOptions> & { readonly onFigures: RecordOptions['onFigures'] },
) => {
  const folder = join(await newFolder(), 'capture');
  const writer = await openCapture(folder, run);
  await writer.addSubject(subject);
  const outcomes: RecordOutcome[] = [];
  const options = {
    wanted: everyKind,
    dumps: 1,
    intervalMs: 0,
    samples: { intervalMs: 100, count: 1 },
    allow: new Set<never>(),
    maxPauseMs: 0,
    cluster: {},
    signal: new AbortController().signal,
    progress: { step: () => undefined, say: () => undefined, end: () => undefined },
  };
  await recordJvm({
    everyMs: 30,
    keep: 3,
    sets: 1,
    untilExit: true,
    until: new AbortController().signal,
    patienceMs: 100,
    onOutcome: (outcome) => void outcomes.push(outcome),
    ...changes,
  })({ patient, subject, writer, options });
  const { artifacts } = await writer.close({ endedAt: run.startedAt, complete: true });
  const lines = readFileSync(join(folder, 'raw/jvm-1/recording/001.jsonl'), 'utf8').trim().split('\n');
  return { outcome: outcomes[0] as RecordOutcome, artifacts, last: JSON.parse(lines.at(-1) as string) };
};

const end: ContainerEnd = { exitCode: 137, reason: 'OOMKilled', finishedAtMs: Date.parse('2026-11-20T03:00:00Z') };
const kindsOf = (artifacts: readonly { readonly kind: string }[]) => artifacts.map(({ kind }) => kind);

describe('recording the JVM of a pod', () => {
  it('ends with it, and keeps what the cluster says of its end and its last log', async () => {
    let isOver = false;
    const pid = start();
    const patient = podPatient(pid, () => ({
      phase: 'Running',
      events: [],
      container: isOver ? container({ restartCount: 1, containerId: 'containerd://2', lastEnd: end }) : container(),
    }));
    const { outcome, artifacts, last } = await record(patient, {
      onFigures: (_, figures, readings) => {
        expect(figures).toMatchObject({ threads: 1, restarts: 0, probeFailed: false });
        if (readings < 5) return;
        isOver = true;
        child.kill('SIGKILL');
      },
    });
    expect(outcome.readings).toBeGreaterThanOrEqual(5);
    expect(outcome.end).toEqual({
      reason: 'container app ended',
      exitCode: 137,
      signal: 9,
      cause: 'OOMKilled',
      at: '2026-11-20T03:00:00.000Z',
    });
    expect(last).toMatchObject({ at: '2026-11-20T03:00:00.000Z', ended: { cause: 'OOMKilled', exitCode: 137 } });
    expect(kindsOf(artifacts).filter((kind) => kind === 'process')).toHaveLength(3);
    expect(kindsOf(artifacts)).toEqual(expect.arrayContaining(['pod', 'log', 'recording']));
    expect(artifacts.every(({ outcome: how }) => how === 'ok')).toBe(true);
  });

  it('of a pod that was deleted says so', async () => {
    let isOver = false;
    const patient = podPatient(start(), () => {
      if (isOver) throw new ClusterError('not-found', 'pod shop/shop-api is not there');
      return { phase: 'Running', events: [], container: container() };
    });
    const { outcome, artifacts } = await record(patient, {
      onFigures: () => {
        isOver = true;
        child.kill('SIGKILL');
      },
    });
    expect(outcome.end).toMatchObject({ cause: 'pod deleted', reason: 'the pod is gone' });
    expect(kindsOf(artifacts)).not.toContain('pod');
  });

  it('of a cluster that does not answer goes on by the process alone, and notes the gap', async () => {
    const stop = new AbortController();
    const patient = podPatient(start(), () => {
      throw new ClusterError('unreachable', 'no answer of the API server');
    });
    const { outcome, last } = await record(patient, {
      until: stop.signal,
      onFigures: (_, figures, readings) => {
        expect(figures).not.toHaveProperty('restarts');
        if (readings === 2) stop.abort(new DOMException('Ctrl-C', 'AbortError'));
      },
    });
    expect(outcome).toMatchObject({ readings: 2, stopped: 'Ctrl-C' });
    expect(last).toMatchObject({ stopped: 'Ctrl-C' });
  });
});
