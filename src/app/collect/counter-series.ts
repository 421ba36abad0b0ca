import { type Followed, type FollowedJvm, followCounters } from '../../probe/perf/follow.ts';
import { counterLines } from '../../probe/perf/lines.ts';
import type { Writer } from '../examine.ts';
import type { Patient } from '../patient.ts';
import type { StepContext } from './context.ts';

/** `sameOnly`: not the JVM that was started in its place. */
const again = async (
  { reopen, jvm }: Patient,
  sameOnly: boolean,
  signal: AbortSignal,
): Promise<FollowedJvm | undefined> => {
  const there = await reopen?.(signal);
  if (there === undefined || (sameOnly && there.jvm.identity.startTicks !== jvm.identity.startTicks)) return undefined;
  return { transport: there.transport, identity: there.jvm.identity };
};

/** A run whose manifest did not change for an hour is taken for one that died, and may be removed: this one is renewed. */
const renewMs = 15 * 60_000;

type Reading = Extract<Followed, { kind: 'reading' }>;

/** Lines of counters in one file after another, each whole by itself. `keep` readings make a file; at least so many are kept. */
const segments = (writer: Writer, subject: string, keep: number) => {
  let lines = counterLines();
  let series: Awaited<ReturnType<Writer['openSeries']>> | undefined;
  let readings = 0;
  let before: string | undefined;
  const open = async (atMs: number): Promise<NonNullable<typeof series>> => {
    series ??= await writer.openSeries(subject, {
      kind: 'gc-counters',
      how: 'hsperfdata',
      cost: 'none',
      takenAtMs: atMs,
    });
    return series;
  };
  const end = async (outcome: 'ok' | 'partial', problems: readonly string[]): Promise<string | undefined> => {
    const ended = await series?.end(outcome, problems);
    series = undefined;
    return ended?.id;
  };
  return {
    reading: async (followed: Reading): Promise<void> => {
      if (readings >= keep) {
        const full = await end('ok', []);
        if (before !== undefined) await writer.removeArtifact(before);
        before = full;
        lines = counterLines();
        readings = 0;
      } else if (followed.restarted) lines.restart();
      const target = await open(followed.atMs);
      await target.append(lines.line(followed.reading, followed.atMs, followed));
      readings++;
    },
    mark: async (followed: Exclude<Followed, Reading>): Promise<void> => {
      const target = await open(followed.atMs);
      await target.append({ at: new Date(followed.atMs).toISOString(), [followed.kind]: followed.reason });
    },
    end,
  };
};

/**
 * The readings of one JVM, each also stored as it comes. `keep`: of a recording, which holds at least the newest so many and for which the end of the
 * JVM is what it waits for. Throws TransportError when it has no counters to read.
 */
export async function* storedReadings(
  { patient, subject, writer, options }: StepContext,
  asked: StepContext['options']['samples'] & { readonly keep?: number },
): AsyncGenerator<Followed> {
  const signal = asked.until === undefined ? options.signal : AbortSignal.any([options.signal, asked.until]);
  const isRecording = asked.keep !== undefined;
  const readings = followCounters(
    { transport: patient.transport, identity: patient.jvm.identity },
    {
      ...asked,
      signal,
      now: Date.now,
      ...(patient.reopen === undefined ? {} : { reopen: () => again(patient, isRecording, signal) }),
    },
  );
  const series = segments(writer, subject.id, asked.keep ?? Number.POSITIVE_INFINITY);
  const problems: string[] = [];
  // A gap after which nothing comes was the end.
  const waiting: string[] = [];
  let isWhole = false;
  let renewedAtMs = Date.now();
  try {
    for await (const followed of readings) {
      if (followed.kind === 'reading') {
        problems.push(...waiting.splice(0));
        await series.reading(followed);
      } else {
        await series.mark(followed);
        const at = new Date(followed.atMs).toISOString();
        waiting.push(`${at}: ${followed.kind === 'gap' ? 'a gap: ' : ''}${followed.reason}`);
      }
      if (followed.atMs - renewedAtMs > renewMs) {
        renewedAtMs = followed.atMs;
        await writer.addJournal([]);
      }
      yield followed;
    }
    if (!isRecording) problems.push(...waiting.splice(0));
    isWhole = problems.length === 0 && !options.signal.aborted;
  } finally {
    // A recording that is over may be in the middle of a reading.
    if (isRecording && asked.until?.aborted === true) isWhole = problems.length === 0 && !options.signal.aborted;
    await series.end(isWhole ? 'ok' : 'partial', isWhole ? [] : [...problems, ...waiting]);
  }
}
