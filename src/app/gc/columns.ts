import type { ByteSource } from '../../model/byte-source.ts';
import { exitCode, RequestError } from '../../model/exit-code.ts';
import type { CounterLookup } from '../../model/perf-data.ts';
import type { Subject } from '../../model/subject.ts';
import { isLive, isStored, type Target } from '../../model/target.ts';
import { counterSeries } from '../../parse/gc-counters/series.ts';
import { collectorOf, gcJvmOf } from '../../parse/perf-data/gc-jvm.ts';
import { lines } from '../../parse/text/lines.ts';
import { type ColumnSet, jstatLines } from '../../report/jstat/columns.ts';
import { escapeText } from '../../report/text/escape.ts';
import { gather } from '../gather.ts';
import { type FollowRun, followInto } from './follow.ts';

export type ColumnsRun = FollowRun & { readonly set: ColumnSet; readonly write: (text: string) => void };

/** Prints the head line once per JVM, then a row for each reading. Several JVMs: each row begins with whose it is. */
const printer = ({ set, write }: Pick<ColumnsRun, 'set' | 'write'>, several: () => boolean) => {
  const rows = new Map<string, (counters: CounterLookup) => string>();
  let lastName: string | undefined;
  return (name: string, counters: CounterLookup, anew: boolean): void => {
    const known = anew ? undefined : rows.get(name);
    const { head, row } =
      known === undefined ? jstatLines(set, { jdk: gcJvmOf(counters).jdk ?? 21 }) : { head: undefined, row: known };
    rows.set(name, row);
    const isOther = several() && lastName !== name;
    if (isOther) write(`${escapeText(name)}\n`);
    if (head !== undefined || isOther) write(`${head ?? jstatLines(set, { jdk: gcJvmOf(counters).jdk ?? 21 }).head}\n`);
    write(`${row(counters)}\n`);
    lastName = name;
  };
};

/** The readings of a stored series. False when there is none in the file. */
const printStored = async (
  source: ByteSource,
  print: (counters: CounterLookup, anew: boolean) => void,
  signal: AbortSignal,
): Promise<boolean> => {
  let any = false;
  const options = { artifactId: source.name, emit: () => undefined };
  const series = counterSeries(
    options,
    () => undefined,
    (counters, anew) => {
      any ||= collectorOf(counters) !== undefined || counters.get('sun.gc.generation.1.space.0.used') !== undefined;
      print(counters, anew);
    },
  );
  for await (const batch of lines(source, { signal, maxLength: 4 * 1024 * 1024 })) {
    for (const line of batch) series.line(line);
  }
  return any;
};

const ofCaptures = async (targets: readonly Target[], run: ColumnsRun): Promise<void> => {
  const inputs = await gather(targets.filter(isStored), run.signal);
  const print = printer(run, () => false);
  let any = false;
  try {
    for (const file of inputs.flatMap(({ files }) => files)) {
      if (file.source === undefined || (file.given && file.artifact.kind !== 'gc-counters')) continue;
      const { file: name } = file.artifact;
      const had = await printStored(file.source, (counters, anew) => print(name, counters, anew), run.signal);
      any ||= had;
    }
  } finally {
    await Promise.all(inputs.map((input) => input.close()));
  }
  if (any) return;
  throw new RequestError(
    'not-understood',
    `${targets.map(({ word }) => word).join(' ')}: no series of counters in it`,
    [
      'jstat columns are printed from a running JVM or from a capture of one; jdiag gc FILE shows what a log or text of jstat holds',
    ],
  );
};

/** Prints jstat's own columns, of running JVMs or of what was captured of them. Answers with the exit code. */
export const printColumns = async (targets: readonly Target[], run: ColumnsRun): Promise<number> => {
  const live = targets.filter(isLive);
  if (live.length === 0) {
    await ofCaptures(targets, run);
    return exitCode.ok;
  }
  if (live.length < targets.length) {
    throw new RequestError('bad-target', 'columns are printed of running JVMs or of captures, not of both at once');
  }
  const subjects = new Set<string>();
  const print = printer(run, () => subjects.size > 1);
  const taken = new Map<string, number>();
  await followInto(live, {
    ...run,
    onSubject: ({ target }: Subject) => subjects.add(target),
    onReading: ({ target }: Subject, followed) => {
      if (followed.kind === 'reading') {
        print(target, followed.reading, followed.restarted);
        taken.set(target, (taken.get(target) ?? 0) + 1);
      } else run.progress.say(`${escapeText(target)}: ${escapeText(followed.reason)}`);
    },
  });
  const isWhole = [...subjects].every((target) => (taken.get(target) ?? 0) >= run.samples.count);
  return isWhole ? exitCode.ok : exitCode.incomplete;
};
