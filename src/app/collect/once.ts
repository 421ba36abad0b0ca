import { probes } from '../../generated/probe.ts';
import type { Probe } from '../../model/probe.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { probeContext, type Step } from './context.ts';

const takeAll =
  (which: (probe: Probe) => boolean): Step =>
  async (step) => {
    const { writer, subject, options } = step;
    const loaded = await Promise.all(Object.values(probes).map((load) => load()));
    const asked = loaded.filter((probe) => probe.once === true && options.wanted.has(probe.kind) && which(probe));
    for (const probe of asked) {
      const { collected, attempts, journal } = await climb(probe, probeContext(step));
      if (collected !== undefined) await writer.addArtifact(subject.id, collected);
      await writer.addRungs(subject.id, attempts);
      await writer.addJournal(journal);
    }
  };

const isOfFirstScreen = ({ kind }: Probe): boolean => kind === 'perf-data';

/** The counters: the first screen has the time in collections. */
export const takeFirst = takeAll(isOfFirstScreen);

/** What costs nothing, is taken once, without a question of anybody's, and is not always there: a log may be long. */
export const takeOnce = takeAll((probe) => probe.last !== true && !isOfFirstScreen(probe));

/** What the application itself is asked for: it may have no worker free. */
export const takeLast = takeAll(({ last }) => last === true);
