import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { canBuffer, readAnswer, requestV1, requestV2 } from '../../src/probe/attach/protocol.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { localTransport } from '../../src/transport/local.ts';
import { describeOnEachJdk } from '../support/jdk.ts';
import { contextFor, examine, wordsOf } from './support/examine.ts';
import { compileClasses, type Patient, removeClasses, startPatient, stopPatients } from './support/patient.ts';

/** JDK 25 is the first that writes a dump from inside the safepoint. */
const streams = (release: number): boolean => release >= 25;

const stallMs = 2_500;
/** Enough for a dump bigger than a socket's buffers. */
const threads = 1_500;

const gaps = (patient: Patient): readonly number[] =>
  [...patient.log().matchAll(/^gap (\d+)$/gm)].map(([, ms]) => Number(ms));

/** Asks and then reads nothing for a while: a terminal that scrolls, a slow network. */
const stall = async (path: string, request: Uint8Array): Promise<void> => {
  const socket = connect({ path });
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.pause();
  socket.write(request);
  await delay(stallMs);
  socket.destroy();
};

const stalls = (home: string): void => {
  beforeAll(compileClasses);
  afterEach(stopPatients);
  afterAll(removeClasses);

  it('stands still when it streams its dump, and goes on when it is told to buffer', async () => {
    const patient = await startPatient({ home, threads });
    // The first attach is not what is measured.
    expect(wordsOf(await examine(threadDump, patient.pid))[0]).toBe('attach used');
    const path = `/tmp/.java_pid${patient.pid}`;

    await stall(path, requestV2('threaddump', [], 'streaming=0'));
    await delay(200);
    expect(Math.max(0, ...gaps(patient))).toBeLessThan(stallMs / 2);

    await stall(path, requestV1('threaddump'));
    await delay(200);
    expect(Math.max(0, ...gaps(patient))).toBeGreaterThan(stallMs / 2);
  });

  it('is always told to buffer by jdiag', async () => {
    const patient = await startPatient({ home, threads: 5 });
    const local = localTransport();
    const requests: string[] = [];
    const context = await contextFor(patient.pid);
    const unixSocket: typeof local.unixSocket = (path, request, as, limits) => {
      requests.push(new TextDecoder().decode(request));
      return (local.unixSocket as NonNullable<typeof local.unixSocket>)(path, request, as, limits);
    };
    await examine(threadDump, patient.pid, { transport: { ...local, unixSocket } });
    expect(requests).toEqual(['1\0getversion\0options\0\0\0', '2\x0023\0threaddump streaming=0\0']);
    const as = { uid: context.identity.effectiveUid, gid: context.identity.effectiveGid };
    const answer = await unixSocket(`/tmp/.java_pid${patient.pid}`, requestV1('getversion', ['options']), as);
    expect(canBuffer(readAnswer(answer))).toBe(true);
  });
};

describeOnEachJdk('with a reader that stalls', stalls, streams);
