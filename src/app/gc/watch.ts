import { type WatchedFold, watchedJvm } from '../../facts/gc/watched.ts';
import { exitCode } from '../../model/exit-code.ts';
import type { WatchedVerdict, WatchModel } from '../../model/gc-watch.ts';
import type { Rule } from '../../model/rule.ts';
import type { Subject } from '../../model/subject.ts';
import type { LiveTarget } from '../../model/target.ts';
import { type Severity, severities } from '../../model/verdict.ts';
import { rememberedJvm } from '../../parse/perf-data/gc-jvm.ts';
import { gcSampleOf } from '../../parse/perf-data/gc-sample.ts';
import type { Followed } from '../../probe/perf/follow.ts';
import { frame, plainLine } from '../../report/watch/frame.ts';
import { canAnimate } from '../../spinner.ts';
import { colourRefused } from '../colour.ts';
import { type FollowRun, followInto } from './follow.ts';
import { openScreen, type Screen } from './screen.ts';
import { judgeWatched } from './verdict.ts';

export type WatchRun = FollowRun & {
  readonly rules: readonly Rule[];
  readonly lang: 'en' | 'ko';
  readonly failOn: Severity | 'never';
};

/** The rules look at the whole series: often enough for eyes, seldom enough for the machine. */
const judgeEveryMs = 5_000;

type Watched = {
  readonly subject: Subject;
  readonly fold: WatchedFold;
  readonly jvmOf: ReturnType<typeof rememberedJvm>;
  judgedAtMs: number;
};

const take = (watched: Watched, followed: Followed): void => {
  if (followed.kind !== 'reading') {
    watched.fold.stopped(followed.kind, followed.reason);
    return;
  }
  const { reading, atMs, restarted, torn } = followed;
  const jvm = watched.jvmOf(reading, restarted);
  const sample = gcSampleOf(reading, jvm, atMs);
  watched.fold.reading({ ...sample, atMs, ...(torn ? { duringCollection: true as const } : {}) }, jvm, restarted);
};

/** The screen where there is a terminal, else a line for each reading and one for each new verdict. */
const presenter = (run: WatchRun, modelOf: () => WatchModel, onQuit: () => void) => {
  const paint = !colourRefused(process.env);
  let screen: Screen | undefined;
  const show = (): void => screen?.draw(frame(modelOf(), screen.columns(), screen.rows(), { paint, lang: run.lang }));
  return {
    /** There is something to show: until now the spinner told what goes on. */
    begin: (): void => {
      if (screen === undefined && canAnimate(process.stdout, process.env)) {
        run.progress.end();
        screen = openScreen(process.stdout, process.stdin, { onQuit, onResize: show });
      }
      show();
    },
    changed: (watched: Watched): void => {
      if (screen !== undefined) return;
      const at = new Date().toISOString().slice(0, 19).replace('T', ' ');
      process.stdout.write(`${at}  ${plainLine(watched.fold.value(), { lang: run.lang })}\n`);
    },
    show,
    close: () => screen?.close(),
  };
};

const levelOf = (all: readonly Watched[]): WatchedVerdict['level'] | undefined =>
  severities.find((severity) => all.some(({ fold }) => fold.value().verdict.level === severity));

/**
 * Follows the targets on a live screen until q, the end of all of them, or `samples.count` readings. What is read is kept in a capture as it
 * goes. Answers with the exit code.
 */
export const watch = async (targets: readonly LiveTarget[], run: WatchRun): Promise<number> => {
  const startedAtMs = Date.now();
  const all = new Map<string, Watched>();
  const quit = new AbortController();
  const { intervalMs } = run.samples;
  const modelOf = (): WatchModel => ({
    jvms: [...all.values()].map(({ fold }) => fold.value()),
    elapsedMs: Date.now() - startedAtMs,
    intervalMs,
  });
  const present = presenter(run, modelOf, () => quit.abort());
  const onAbort = (): void => present.close();
  run.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setInterval(present.show, Math.max(200, Math.min(1000, intervalMs)));
  try {
    await followInto(targets, {
      ...run,
      samples: { ...run.samples, until: quit.signal },
      onSubject: (subject) => {
        all.set(subject.id, { subject, fold: watchedJvm(subject.target), jvmOf: rememberedJvm(), judgedAtMs: 0 });
        present.begin();
      },
      onReading: (subject, followed) => {
        const watched = all.get(subject.id);
        if (watched === undefined) return;
        take(watched, followed);
        if (followed.atMs - watched.judgedAtMs >= judgeEveryMs) {
          judgeWatched(watched.fold, run.rules, watched.subject, run.lang);
          watched.judgedAtMs = followed.atMs;
        }
        present.changed(watched);
      },
    });
    for (const { fold, subject } of all.values()) judgeWatched(fold, run.rules, subject, run.lang);
    present.show();
  } finally {
    clearInterval(timer);
    run.signal.removeEventListener('abort', onAbort);
    present.close();
  }
  const level = levelOf([...all.values()]);
  const isBad =
    run.failOn !== 'never' &&
    level !== undefined &&
    severities.indexOf(level as Severity) <= severities.indexOf(run.failOn);
  if (isBad) return exitCode.finding;
  const isCut = [...all.values()].some(({ fold }) => fold.value().state !== 'following');
  return isCut ? exitCode.incomplete : exitCode.ok;
};
