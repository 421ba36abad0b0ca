import type { CrashFrame, CrashReport } from '../../model/crash-report.ts';
import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { LogScan } from '../../model/log-scan.ts';
import { familyOf } from '../thread/family.ts';
import { firstApplicationFrame } from '../thread/frames.ts';

/** What standard output has of one: the head, the frame in its newest line. */
const toldByLog = (log: LogScan | undefined): CrashReport | undefined => {
  const match = log?.matches.findLast(({ pattern }) => pattern === 'jvm-crash');
  if (match === undefined) return undefined;
  const { signal, message, kind, frame } = match.values;
  const text = typeof frame === 'string' ? frame : undefined;
  const library = /^\[([^\]+\s]{1,100})\+0x[0-9a-f]{1,16}\]/.exec(text ?? '')?.[1];
  return {
    artifactId: match.artifactId,
    kind: signal === 'error' ? 'error' : 'signal',
    ...(typeof signal === 'string' && signal !== 'error' ? { signal } : {}),
    message: typeof message === 'string' ? message : match.text.replace(/^#\s{1,4}/, ''),
    line: match.line,
    isNullAddress: false,
    frames: [],
    memory: {},
    ...(text === undefined || typeof kind !== 'string'
      ? {}
      : { problematic: { kind, text, ...(library === undefined ? {} : { library }) } }),
  };
};

/** Evidence in which a crash would show, and shows none. */
export const hasNoCrash = ({ models }: Evidence): boolean =>
  models['crash-report'] === undefined && models.log !== undefined && toldByLog(models.log) === undefined;

/** The newest report. Throws MissingFact. */
export const newestCrash = ({ models }: Evidence): CrashReport => {
  const report = models['crash-report']?.reports.at(-1) ?? toldByLog(models.log);
  if (report === undefined) throw new MissingFact(['crash-report'], 'no crash report (hs_err_pid*.log) is given');
  return report;
};

/** `j  com.acme.Codec.decode(J)V+23`, `J 512 c2 com.acme.Codec.decode(J)V (12 bytes) @ 0x...`. */
const javaFrame = ({ kind, text }: CrashFrame) => {
  if (kind !== 'j' && kind !== 'J') return undefined;
  const [, className, method] = /(?:^|\s)([A-Za-z_$][\w$./+]{0,300})\.([\w$<>]{1,200})\(/.exec(text) ?? [];
  return className === undefined || method === undefined ? undefined : { className, method, location: '' };
};

/** `com.acme.Codec.decode`: the first frame of the application from the top. */
export const applicationMethod = ({ frames }: CrashReport, apps: readonly string[] | undefined): string | undefined => {
  const stack = { frames: frames.map(javaFrame).filter((frame) => frame !== undefined) };
  const found = firstApplicationFrame(stack, apps);
  return found === undefined ? undefined : `${found.className}.${found.method}`;
};

/** The JVM's own library, and those of the JDK that only hand on. */
const ofJvm = /^(?:lib)?jvm\.(?:so|dll|dylib)$/;

/** Where it happened: in compiling, collecting, the JVM, a native library or compiled Java code. */
export const placeOf = ({ problematic, compiling, thread, frames }: CrashReport): string => {
  if (compiling !== undefined || /CompilerThread/.test(thread?.kind ?? thread?.name ?? '')) return 'compiler';
  if (problematic?.kind === 'C') return 'native';
  if (problematic?.kind === 'J' || problematic?.kind === 'j') return 'java';
  if (/GC|Worker|Concurrent|Shenandoah|ZThread|VMThread/.test(thread?.kind ?? '')) return 'collector';
  if (frames.slice(0, 4).some(({ text }) => /Unsafe/.test(text))) return 'unsafe';
  return 'jvm';
};

/** The native library that failed; none where it is the JVM itself. */
export const nativeLibrary = ({ problematic, frames }: CrashReport): string | undefined =>
  [problematic, ...frames.slice(0, 3)].find(
    (frame) => frame?.kind === 'C' && frame.library !== undefined && !ofJvm.test(frame.library),
  )?.library;

/** Families of the Java threads, the largest first. */
export const crashFamilies = ({ javaThreads = [] }: CrashReport): readonly { name: string; count: number }[] => {
  const counts = new Map<string, number>();
  for (const name of javaThreads) counts.set(familyOf(name), (counts.get(familyOf(name)) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
};
