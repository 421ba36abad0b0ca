import type { Allowance, Cost, Leaves } from '../../model/capture.ts';
import type { Probe, ProbeContext, Readiness, Rung, RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';

/** What would become of a rung, as far as can be seen without climbing it. */
export type RungSurvey = {
  readonly rung: string;
  /** `needs-allowance`: it would work, and waits for a yes. */
  readonly status: 'usable' | 'needs-allowance' | 'refused';
  /** Why it is refused, or what it would do that needs a yes. */
  readonly reason?: string;
  /** What would make it usable. */
  readonly need?: string;
  readonly allowance?: Allowance;
  readonly cost: Cost;
  readonly leaves: Leaves;
  readonly does?: string;
  readonly estimatedPauseMs?: number;
};

export type ProbeSurvey = {
  readonly kind: Probe['kind'];
  readonly title: string;
  readonly rungs: readonly RungSurvey[];
};

const readinessOf = async (rung: Rung, context: RungContext): Promise<Readiness> => {
  try {
    return await rung.precondition(context);
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    return { refused: error.message };
  }
};

const judged = async (
  rung: Rung,
  context: RungContext,
): Promise<Pick<RungSurvey, 'status' | 'reason' | 'need' | 'estimatedPauseMs'>> => {
  const readiness = await readinessOf(rung, context);
  if (readiness !== 'usable')
    return {
      status: 'refused',
      reason: readiness.refused,
      ...(readiness.need === undefined ? {} : { need: readiness.need }),
    };
  const pauseMs = await rung.estimatedPauseMs?.(context);
  const pause = pauseMs === undefined ? {} : { estimatedPauseMs: Math.ceil(pauseMs) };
  if (pauseMs !== undefined && pauseMs > context.maxPauseMs) {
    return {
      ...pause,
      status: 'refused',
      reason: `it would pause the JVM for about ${Math.ceil(pauseMs)} ms, more than --max-pause ${context.maxPauseMs} ms`,
      need: `--max-pause ${Math.ceil(pauseMs / 1000)}s`,
    };
  }
  if (rung.allow === undefined || context.allow.has(rung.allow.name)) return { ...pause, status: 'usable' };
  return { ...pause, status: 'needs-allowance', reason: rung.allow.consequence, need: `--allow ${rung.allow.name}` };
};

/** Every rung of a probe, in order, looked at and not climbed. Only looks: the conditions of a rung never change anything. */
export const survey = async (probe: Probe, context: ProbeContext): Promise<ProbeSurvey> => {
  const rungs: RungSurvey[] = [];
  for (const rung of probe.rungs) {
    const verdict = await judged(rung, { ...context, previous: [], note: () => undefined });
    rungs.push({
      rung: rung.name,
      cost: rung.cost,
      leaves: rung.leaves,
      ...(rung.allow === undefined ? {} : { allowance: rung.allow.name }),
      ...(rung.does === undefined ? {} : { does: rung.does }),
      ...verdict,
    });
  }
  return { kind: probe.kind, title: probe.title, rungs };
};
