import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { StackGroupRow, ThreadFamilyRow, ThreadsView } from '../../model/report.ts';
import type { Frame, Stack, Thread, ThreadDump } from '../../model/thread-dump.ts';
import { sightingsOf } from '../lock/sighting.ts';
import { lockRows } from '../lock/view.ts';
import { threadAges, uptimeMs } from './age.ts';
import { birthsOf } from './birth.ts';
import { isByProcess, observed } from './by-process.ts';
import { threadCores } from './cpu.ts';
import { firstApplicationFrame, frameText } from './frames.ts';
import { type FamilyGroup, familyGroups } from './group.ts';
import { oldestAgeMs } from './identity.ts';
import { isIdle } from './idle.ts';
import { judgedDumps, orMissing } from './judged.ts';
import { statesOf } from './summary.ts';
import { spanBetweenMs } from './turnover.ts';

const maxFamilies = 100;
const maxStacks = 50;
const maxFrames = 12;
const maxNames = 10;

type Figures = {
  readonly uptimeMs?: number;
  readonly ages: ReadonlyMap<Thread, number>;
  readonly cores?: ReadonlyMap<Thread, number>;
};

const familyRow = (group: FamilyGroup, { ages, cores }: Figures): ThreadFamilyRow => {
  const known = group.threads.flatMap((thread) => ages.get(thread) ?? []);
  const used = group.threads.flatMap((thread) => cores?.get(thread) ?? []);
  return {
    name: group.name,
    count: group.threads.length,
    idle: group.idle,
    ...(group.library === undefined ? {} : { library: group.library.name }),
    birthsPerMinute: known.length === 0 ? null : birthsOf(known).perMinute,
    cpuCores: used.length === 0 ? null : used.reduce((sum, value) => sum + value, 0),
  };
};

const textOrNull = (frame: Frame | undefined): string | null => (frame === undefined ? null : frameText(frame));

/** Threads with the same frames in the same state; those without frames have nothing to show. */
const stackGroups = (dump: ThreadDump, appPackages: readonly string[] | undefined): readonly StackGroupRow[] => {
  const groups = new Map<Stack, Map<string, Thread[]>>();
  for (const thread of dump.threads) {
    if (thread.stack.frames.length === 0) continue;
    const states = groups.get(thread.stack) ?? new Map<string, Thread[]>();
    const state = thread.state ?? '';
    const members = states.get(state);
    if (members === undefined) states.set(state, [thread]);
    else members.push(thread);
    groups.set(thread.stack, states);
  }
  return [...groups]
    .flatMap(([stack, states]) =>
      [...states].map(([state, threads]) => ({
        applicationFrame: textOrNull(firstApplicationFrame(stack, appPackages)),
        count: threads.length,
        state,
        frames: stack.frames.slice(0, maxFrames).map(frameText),
        totalFrames: stack.frames.length,
        threads: threads.slice(0, maxNames).map(({ name }) => name),
        idle: threads.every(isIdle),
      })),
    )
    .sort((a, b) => Number(a.idle) - Number(b.idle) || b.count - a.count || b.totalFrames - a.totalFrames);
};

const ownAges = (dump: ThreadDump): ReadonlyMap<Thread, number> =>
  new Map(
    dump.threads.flatMap((thread) => (thread.elapsedMs === undefined ? [] : [[thread, thread.elapsedMs] as const])),
  );

/** Ages and CPU of the newest dump may come from the kernel; older dumps have their own ages only. */
const figuresOf = (evidence: Evidence, dump: ThreadDump): Figures => {
  const judged = orMissing(() => judgedDumps(evidence));
  if (judged instanceof MissingFact || judged.at(-1) !== dump) {
    const uptime = oldestAgeMs(dump);
    return { ages: ownAges(dump), ...(uptime === undefined ? {} : { uptimeMs: uptime }) };
  }
  const uptime = orMissing(() => uptimeMs(evidence));
  const ages = orMissing(() => threadAges(evidence));
  const cores = orMissing(() => threadCores(evidence));
  return {
    ages: ages instanceof MissingFact ? new Map() : ages,
    ...(cores instanceof MissingFact ? {} : { cores }),
    ...(uptime instanceof MissingFact ? {} : { uptimeMs: uptime }),
  };
};

const deadlocksIn = (dump: ThreadDump): ThreadsView['deadlocks'] =>
  sightingsOf(dump).map(({ names }) => ({ members: names.map((name) => ({ name })) }));

const viewOf = (evidence: Evidence, subject: string, dump: ThreadDump, before: ThreadDump | undefined): ThreadsView => {
  const figures = figuresOf(evidence, dump);
  const families = familyGroups(dump);
  const stacks = stackGroups(dump, evidence.appPackages);
  const locks = lockRows(dump, evidence.appPackages);
  return {
    subject,
    artifact: dump.artifactId,
    takenAt: dump.takenAtMs === undefined ? null : new Date(dump.takenAtMs).toISOString(),
    jvm: dump.jvm ?? null,
    jdk: dump.jdk ?? null,
    uptimeMs: figures.uptimeMs ?? null,
    ...(before === undefined ? {} : { intervalMs: spanBetweenMs(before, dump) ?? null }),
    total: dump.threads.length,
    byState: statesOf(dump),
    families: families.slice(0, maxFamilies).map((group) => familyRow(group, figures)),
    familiesTotal: families.length,
    stacks: stacks.slice(0, maxStacks),
    stacksTotal: stacks.length,
    locks: locks.rows,
    locksTotal: locks.total,
    deadlocks: deadlocksIn(dump),
  };
};

/**
 * The threads as /proc lists them, in the newest snapshot: count, families by names cut to 15 bytes, births, CPU, uptime. undefined where
 * there is a dump, or no list of tasks.
 */
export const processView = (evidence: Evidence, subjectId: string): ThreadsView | undefined => {
  const seen = observed(evidence);
  const dump = seen.models['thread-dump']?.dumps.at(-1);
  if (!isByProcess(seen) || dump === undefined) return undefined;
  const view = viewOf(seen, subjectId, dump, undefined);
  return { ...view, source: 'process', byState: {}, families: view.families.map((row) => ({ ...row, idle: null })) };
};

/**
 * One view per kept dump, in time order, those of Thread.dump_to_file texts beside them first, the newest dump last; without a dump
 * the one of /proc, if any. Arrays are capped.
 */
export const threadsViews = (evidence: Evidence, subjectId: string): ThreadsView[] => {
  const { dumps = [], beside = [], total } = evidence.models['thread-dump'] ?? {};
  if (dumps.length === 0 && beside.length === 0) return [processView(evidence, subjectId) ?? []].flat();
  const viewsOf = (texts: readonly ThreadDump[]): readonly ThreadsView[] =>
    texts.map((dump, index) => viewOf(evidence, subjectId, dump, texts[index - 1]));
  const lists = viewsOf(beside).map((view) =>
    dumps.length === 0 ? view : { ...view, source: 'thread-list' as const },
  );
  return [...lists, ...viewsOf(dumps)].map((view) => (total === undefined ? view : { ...view, dumpsTotal: total }));
};
