import { probes } from '../../generated/probe.ts';
import type { ArtifactKind } from '../../model/evidence.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { probeContext, type Step } from './context.ts';

const taking =
  (isWanted: (kind: ArtifactKind) => boolean): Step =>
  async (step) => {
    const { writer, subject, options } = step;
    const loaded = await Promise.all(Object.values(probes).map((load) => load()));
    for (const probe of loaded.filter(
      ({ once, kind }) => once === true && options.wanted.has(kind) && isWanted(kind),
    )) {
      const { collected, attempts, journal } = await climb(probe, probeContext(step));
      if (collected !== undefined) await writer.addArtifact(subject.id, collected);
      await writer.addRungs(subject.id, attempts);
      await writer.addJournal(journal);
    }
  };

const isOfFirstScreen = (kind: ArtifactKind): boolean => kind === 'perf-data';

/** The counters: the first screen has the time in collections. */
export const takeFirst: Step = taking(isOfFirstScreen);

/** What costs nothing, is taken once, without a question of anybody's, and is not always there: a log may be long. */
export const takeOnce: Step = taking((kind) => !isOfFirstScreen(kind));
