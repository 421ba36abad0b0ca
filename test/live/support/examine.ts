import type { Allowance } from '../../../src/model/capture.ts';
import type { Climb, Probe, ProbeContext } from '../../../src/model/probe.ts';
import type { Transport } from '../../../src/model/transport.ts';
import { climb } from '../../../src/probe/ladder/climb.ts';
import { pidTarget } from '../../../src/target/local-pid.ts';
import { localTransport } from '../../../src/transport/local.ts';

export type ExamineOptions = {
  readonly allow?: readonly Allowance[];
  readonly transport?: Transport;
  readonly signal?: AbortSignal;
  readonly maxPauseMs?: number;
  readonly timeoutMs?: number;
};

export const contextFor = async (pid: number, options: ExamineOptions = {}): Promise<ProbeContext> => {
  const transport = options.transport ?? localTransport();
  const { identity } = await pidTarget(transport, pid);
  return {
    transport,
    subject: 'jvm-1',
    identity,
    allow: new Set(options.allow ?? []),
    // Pauses are not what these tests are about, and busy machines must not change their outcome.
    maxPauseMs: options.maxPauseMs ?? 60_000,
    signal: options.signal ?? new AbortController().signal,
    now: Date.now,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  };
};

export const examine = async (probe: Probe, pid: number, options: ExamineOptions = {}): Promise<Climb> =>
  climb(probe, await contextFor(pid, options));

export const textOf = (result: Climb): string => new TextDecoder().decode(result.collected?.bytes);

/** `attach refused: ...` per rung. */
export const wordsOf = ({ attempts }: Pick<Climb, 'attempts'>): readonly string[] =>
  attempts.map(({ rung, status, reason }) =>
    reason === undefined ? `${rung} ${status}` : `${rung} ${status}: ${reason}`,
  );

const forPods: readonly string[] = ['actuator', 'attach-helper', 'ephemeral-container'];

/** The same without the ways into pods, none of which may ever be used on this machine. */
export const wordsHere = ({ attempts }: Climb): readonly string[] => {
  const ofPods = attempts.filter(({ rung }) => forPods.includes(rung));
  if (ofPods.some(({ status }) => status === 'used')) throw new Error('a way into pods was used on this machine');
  return wordsOf({ attempts: attempts.filter((attempt) => !ofPods.includes(attempt)) });
};
