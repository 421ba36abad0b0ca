import { sameLife, threadSeries } from '../facts/thread/series.ts';
import type { ArtifactKind, Evidence } from '../model/evidence.ts';
import type { PieceByKind } from '../model/format.ts';
import type { LogScan } from '../model/log-scan.ts';
import type { PerfData } from '../model/perf-data.ts';
import type { ProcessSnapshot } from '../model/process.ts';
import type { Subject } from '../model/subject.ts';
import type { ThreadDump } from '../model/thread-dump.ts';
import { mergeLogScans } from './merge-log-scans.ts';

/** The evidence of one JVM life, as it comes in: pieces are folded, never kept whole. */
export type Life = {
  readonly subject: string | undefined;
  readonly files: Set<string>;
  readonly series: ReturnType<typeof threadSeries>;
  newestDump?: ThreadDump;
  readonly snapshots: ProcessSnapshot[];
  perfData?: PerfData;
  readonly logs: LogScan[];
  readonly partial: { [K in ArtifactKind]?: string };
  readonly failed: { [K in ArtifactKind]?: string };
};

const newLife = (subject: string | undefined): Life => ({
  subject,
  files: new Set(),
  series: threadSeries(),
  snapshots: [],
  logs: [],
  partial: {},
  failed: {},
});

/** Sorts pieces into lives: by the subject of a manifest, and dumps also by what they say of themselves. */
export const lifeSorter = () => {
  const lives: Life[] = [];

  const lifeFor = (subject: string | undefined, file: string, dump?: ThreadDump): Life => {
    const candidates = lives.filter((life) => life.subject === subject);
    const found =
      dump === undefined
        ? (candidates.findLast((life) => subject !== undefined || life.files.has(file)) ??
          (candidates.length === 1 ? candidates[0] : undefined))
        : candidates.findLast((life) => life.newestDump === undefined || sameLife(life.newestDump, dump));
    const life = found ?? newLife(subject);
    if (found === undefined) lives.push(life);
    life.files.add(file);
    return life;
  };

  const add = <K extends ArtifactKind>(
    kind: K,
    piece: PieceByKind[K],
    subject: string | undefined,
    file: string,
  ): Life => {
    if (kind === 'thread-dump') {
      const dump = piece as ThreadDump;
      const life = lifeFor(subject, file, dump);
      life.series.add(dump);
      life.newestDump = dump;
      return life;
    }
    const life = lifeFor(subject, file);
    if (kind === 'process') life.snapshots.push(piece as ProcessSnapshot);
    if (kind === 'perf-data') life.perfData = piece as PerfData;
    if (kind === 'log') life.logs.push(piece as LogScan);
    return life;
  };

  return { lives: lives as readonly Life[], add, lifeFor };
};

/** The evidence the rules see. */
export const evidenceOf = (life: Life, appPackages?: readonly string[]): Evidence => ({
  models: {
    ...(life.newestDump === undefined ? {} : { 'thread-dump': life.series.value() }),
    ...(life.snapshots.length === 0
      ? {}
      : { process: { snapshots: [...life.snapshots].sort((a, b) => a.takenAtMs - b.takenAtMs) } }),
    ...(life.perfData === undefined ? {} : { 'perf-data': life.perfData }),
    ...(life.logs.length === 0 ? {} : { log: mergeLogScans(life.logs) }),
  },
  partial: life.partial,
  failed: life.failed,
  ...(appPackages === undefined ? {} : { appPackages }),
});

/** `a.txt`, `a.txt and 2 more`. */
const fileNames = (files: ReadonlySet<string>): string => {
  const [first = '', ...rest] = files;
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
};

/** What a life says about who it is, where no manifest does. */
export const describeLife = (life: Life, given: Subject | undefined, index: number, target: string): Subject => {
  const dump = life.newestDump;
  const base: Subject = given ?? { id: `jvm-${index + 1}`, kind: 'jvm', name: fileNames(life.files), target };
  const command = life.perfData?.counters.get('sun.rt.javaCommand');
  const mainClass = base.mainClass ?? (typeof command === 'string' ? command.split(' ')[0] : undefined);
  const version = base.version ?? life.perfData?.counters.get('java.property.java.version') ?? dump?.jdk?.toString();
  const pid = base.pid ?? dump?.pid;
  return {
    ...base,
    ...(typeof version === 'string' ? { version } : {}),
    ...(mainClass === undefined || mainClass === '' ? {} : { mainClass }),
    ...(pid === undefined ? {} : { pid }),
  };
};
