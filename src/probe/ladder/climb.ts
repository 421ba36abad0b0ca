import type { Collected, JournalEntry, RungAttempt } from '../../model/capture.ts';
import {
  type Climb,
  CollectError,
  type Probe,
  type ProbeContext,
  type Rung,
  type RungContext,
} from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { presence, reasonOf } from '../proc/read.ts';

type Verdict = Pick<RungAttempt, 'status' | 'reason'> & { readonly collected?: Collected; readonly ended?: true };

const refused = (reason: string): Verdict => ({ status: 'refused', reason });

const absent = {
  gone: 'the process ended',
  replaced: 'the process ended, its pid belongs to another one now',
} as const;

const isAllowed = async (probe: Probe, rung: Rung, context: RungContext): Promise<boolean> => {
  if (rung.allow === undefined || context.allow.has(rung.allow.name)) return true;
  const { name: allowance, consequence } = rung.allow;
  return (await context.ask?.({ allowance, probe: probe.kind, rung: rung.name, consequence })) ?? false;
};

/** After a failure: a place that is gone took the process with it; one that does not answer says nothing of it. */
const presenceAfter = async (context: RungContext): ReturnType<typeof presence> => {
  try {
    return await presence(context);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return error.code === 'gone' ? 'gone' : 'there';
  }
};

/** Everything that speaks against a rung, cheapest and most telling first. Undefined: go. */
const refusalOf = async (probe: Probe, rung: Rung, context: RungContext): Promise<Verdict | undefined> => {
  const now = await presence(context);
  if (now !== 'there') return { status: 'failed', reason: absent[now], ended: true };
  const readiness = await rung.precondition(context);
  if (readiness !== 'usable') {
    return readiness.unneeded ? { status: 'not-needed', reason: readiness.refused } : refused(readiness.refused);
  }
  const pauseMs = await rung.estimatedPauseMs?.(context);
  if (pauseMs !== undefined && pauseMs > context.maxPauseMs) {
    return refused(
      `it would pause the JVM for about ${Math.ceil(pauseMs)} ms, more than --max-pause ${context.maxPauseMs} ms`,
    );
  }
  if (await isAllowed(probe, rung, context)) return undefined;
  return refused(`${rung.allow?.consequence}: allow it with --allow ${rung.allow?.name}`);
};

const failureOf = (error: unknown, context: ProbeContext): Verdict => {
  if (context.signal.aborted) return { status: 'failed', reason: 'interrupted', ended: true };
  if (!(error instanceof CollectError || error instanceof TransportError)) throw error;
  return { status: 'failed', reason: reasonOf(error) };
};

const tryRung = async (probe: Probe, rung: Rung, context: RungContext): Promise<Verdict> => {
  try {
    const refusal = await refusalOf(probe, rung, context);
    if (refusal !== undefined) return refusal;
    const collected = await rung.collect(context);
    const after = await presenceAfter(context);
    if (after === 'replaced') return { status: 'failed', reason: absent.replaced, ended: true };
    if (after === 'there') return { status: 'used', collected };
    const problems = [...collected.problems, `${absent.gone} meanwhile`];
    return { status: 'used', collected: { ...collected, outcome: 'partial', problems }, ended: true };
  } catch (error) {
    const failure = failureOf(error, context);
    const after = failure.ended ? 'there' : await presenceAfter(context);
    if (after === 'there') return failure;
    return { status: 'failed', reason: `${absent[after]}: ${failure.reason}`, ended: true };
  }
};

/** Nobody is asked for a yes while another way needs none. What is allowed already keeps its place. */
const quietFirst = ({ rungs }: Probe, { allow }: ProbeContext): readonly Rung[] => {
  const isQuiet = (rung: Rung): boolean => rung.allow === undefined || allow.has(rung.allow.name);
  return [...rungs.filter(isQuiet), ...rungs.filter((rung) => !isQuiet(rung))];
};

/** Goes down the rungs of a probe until one brings evidence, and says why each of the others did not. */
export const climb = async (probe: Probe, context: ProbeContext): Promise<Climb> => {
  const attempts: RungAttempt[] = [];
  const journal: JournalEntry[] = [];
  const note: RungContext['note'] = ({ startedAtMs, ...entry }) =>
    journal.push({ at: new Date(startedAtMs).toISOString(), subject: context.subject, ...entry });
  let collected: Collected | undefined;
  let over: Verdict | undefined;
  for (const rung of quietFirst(probe, context)) {
    const name = { probe: probe.kind, rung: rung.name };
    if (collected !== undefined) {
      attempts.push({ ...name, status: 'not-needed' });
    } else if (over !== undefined || context.signal.aborted) {
      attempts.push({ ...name, status: 'refused', reason: over?.reason ?? 'interrupted' });
    } else {
      const {
        ended,
        collected: found,
        ...verdict
      } = await tryRung(probe, rung, { ...context, previous: attempts, note });
      attempts.push({ ...name, ...verdict });
      collected = found;
      if (ended) over = verdict;
    }
  }
  const order = probe.rungs.map(({ name }) => name);
  attempts.sort((a, b) => order.indexOf(a.rung) - order.indexOf(b.rung));
  return { attempts, journal, ...(collected === undefined ? {} : { collected }) };
};
