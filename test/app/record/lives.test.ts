import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Seen } from '../../../src/app/collect/chosen.ts';
import type { CollectOptions } from '../../../src/app/collect/context.ts';
import { everyKind } from '../../../src/app/lives.ts';
import type { Patient, Places, WatchedPod } from '../../../src/app/patient.ts';
import { recordLives } from '../../../src/app/record/lives.ts';
import type { RecordOptions, RecordOutcome } from '../../../src/app/record/options.ts';
import { openCapture } from '../../../src/capture/writer.ts';
import { RequestError } from '../../../src/model/exit-code.ts';
import { ClusterError } from '../../../src/model/pod-api.ts';
import { localTransport } from '../../../src/transport/local.ts';
import { container } from '../../kube/support/pod.ts';
import { run, temporaryFolders } from '../../support/capture.ts';

const newFolder = temporaryFolders();
const over = { now: new AbortController() };
afterEach(() => {
  over.now = new AbortController();
});

const gone = new ClusterError('not-found', 'pods "x" not found');
const noPods = new RequestError('no-such-pod', 'deploy/shop-api: no pod matches');

/** The JVM that began at that tick, in a pod of which `watch` tells and in which `next` is found. */
const jvmIn = (
  pod: string,
  startTicks: number,
  { watch, next }: { readonly watch: () => WatchedPod; readonly next?: () => number | undefined },
): Patient => {
  const identity = { pid: 1, nsPid: 1, uid: 0, effectiveUid: 0, effectiveGid: 0, startTicks };
  const jvm = { identity, threadCount: 1, unreadable: [] };
  const transport = localTransport();
  return {
    jvm,
    transport,
    target: `pod/${pod}`,
    pod: `shop/${pod}`,
    execs: () => [],
    watch: async () => watch(),
    reopen: async () => {
      const ticks = next?.();
      return ticks === undefined
        ? undefined
        : { jvm: { ...jvm, identity: { ...identity, startTicks: ticks } }, transport, execs: () => [] };
    },
  };
};

const running = (restartCount: number): WatchedPod => ({
  phase: 'Running',
  container: container({ restartCount }),
  events: [],
});

type Story = { readonly begun: readonly string[]; readonly outcomes: readonly RecordOutcome[] };

/** Each JVM ends at once, until so many have: the recording is over while the last one runs. */
const story = async (
  first: readonly Patient[],
  { lives, look = async () => ({ patients: [], unreached: [] }) }: { lives: number; look?: () => Promise<Places> },
): Promise<Story> => {
  const writer = await openCapture(join(await newFolder(), 'capture'), run);
  const signal = new AbortController().signal;
  const outcomes: RecordOutcome[] = [];
  const begun: string[] = [];
  let ended = 0;
  const seen = (patient: Patient, turn: number): Seen => {
    const name = `${patient.target} run ${turn} since ${patient.jvm.identity.startTicks}`;
    begun.push(name);
    return { patient, subject: { id: `jvm-${begun.length}`, kind: 'jvm', name, target: patient.target } };
  };
  const record: RecordOptions = {
    everyMs: 5,
    keep: 2,
    sets: 1,
    untilExit: true,
    follow: true,
    until: over.now.signal,
    onFigures: () => undefined,
    onOutcome: (outcome) => void outcomes.push(outcome),
  };
  const options: CollectOptions = {
    wanted: everyKind,
    dumps: 1,
    intervalMs: 0,
    samples: { intervalMs: 100, count: 1 },
    allow: new Set(),
    maxPauseMs: 0,
    cluster: {},
    signal,
    progress: { step: () => undefined, say: () => undefined, end: () => undefined },
  };
  await recordLives(
    first.map((patient) => seen(patient, 1)),
    {
      record,
      writer,
      options,
      begin: async (patient, turn) => seen(patient, turn),
      recordJvm:
        ({ onOutcome }) =>
        async ({ subject }) => {
          ended += 1;
          const about = { subject: subject.id, target: subject.target, readings: 1, crossings: 0, sets: 0 };
          if (ended < lives) return onOutcome({ ...about, end: { reason: 'container app ended', at: run.startedAt } });
          over.now.abort(new DOMException('--for is over', 'AbortError'));
          onOutcome({ ...about, stopped: '--for is over' });
        },
      look,
    },
  );
  await writer.close({ endedAt: run.startedAt, complete: true });
  return { begun, outcomes };
};

describe('a recording that goes on with what comes next', () => {
  it('is with the next JVM of a container that was started again', async () => {
    let asked = 0;
    // Not there at first, then the cluster cannot be asked, then the old one is still seen: none of these is an end.
    const next = (): number | undefined => {
      asked += 1;
      if (asked === 1) return undefined;
      if (asked === 2) throw new ClusterError('failed', 'the API server does not answer');
      return asked === 3 ? 100 : 100 + asked;
    };
    const { begun, outcomes } = await story([jvmIn('x', 100, { watch: () => running(asked), next })], { lives: 2 });
    expect(begun).toEqual(['pod/x run 1 since 100', 'pod/x run 2 since 104']);
    expect(outcomes.map(({ run: turn, end }) => [turn, end?.reason])).toEqual([
      [undefined, 'container app ended'],
      [2, undefined],
    ]);
  });

  it('is with the pod that replaced another, also when for a moment there is none', async () => {
    const old = jvmIn('x', 100, {
      watch: () => {
        throw gone;
      },
    });
    let looked = 0;
    const look = async (): Promise<Places> => {
      looked += 1;
      if (looked === 1) throw noPods;
      return { patients: looked === 2 ? [jvmIn('y', 7, { watch: () => running(0) })] : [], unreached: [] };
    };
    const { begun } = await story([old], { lives: 2, look });
    expect(begun).toEqual(['pod/x run 1 since 100', 'pod/y run 1 since 7']);
  }, 20_000);

  it('waits for the first JVM where there is none yet', async () => {
    const look = async (): Promise<Places> => ({
      patients: [jvmIn('y', 7, { watch: () => running(0) })],
      unreached: [],
    });
    expect((await story([], { lives: 1, look })).begun).toEqual(['pod/y run 1 since 7']);
  });

  it('ends with a job that is done', async () => {
    const done = jvmIn('x', 100, { watch: () => ({ phase: 'Succeeded', container: container(), events: [] }) });
    setTimeout(() => over.now.abort(new DOMException('Ctrl-C', 'AbortError')), 200);
    expect((await story([done], { lives: 9 })).begun).toEqual(['pod/x run 1 since 100']);
  });
});
