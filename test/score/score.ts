import { scoreCorpus } from './corpus.ts';
import { leakDelays } from './delay.ts';
import { scoreFixtures } from './fixtures.ts';
import { corpusHeading, corpusPage, fixturesPage, goalsOf } from './page.ts';

/** `earlier`: the page as it is; what it says of a corpus stays when none is given now. */
export type ScoreOptions = {
  readonly captures: string;
  readonly explained: string;
  readonly corpus: string | undefined;
  readonly earlier: string;
};

/** The page, and whether every goal is met. */
export const score = async (options: ScoreOptions): Promise<{ readonly text: string; readonly ok: boolean }> => {
  const fixtures = await scoreFixtures(options.captures);
  const delays = await leakDelays(options.captures);
  const fixturesOk = fixtures.disagreements.length === 0 && fixtures.bugs.length === 0;
  if (options.corpus === undefined) {
    const at = options.earlier.indexOf(corpusHeading);
    const kept = at === -1 ? '' : `\n${options.earlier.slice(at)}`;
    return { text: `${fixturesPage(fixtures, delays)}${kept}`, ok: fixturesOk };
  }
  const corpus = await scoreCorpus(options.corpus, options.explained);
  return {
    text: `${fixturesPage(fixtures, delays)}\n${corpusPage(corpus)}`,
    ok: fixturesOk && goalsOf(corpus).every(({ met }) => met),
  };
};
