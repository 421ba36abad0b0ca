import type { Head } from '../../model/format.ts';

/** What a file seems to be, in words for a person, and the jdiag command that takes it. */
export type Likeness = {
  readonly what: string;
  readonly command?: 'threads' | 'gc' | 'heap' | 'analyze';
  /** The command of others that makes of it what jdiag reads; the file's name follows. */
  readonly before?: { readonly command: string; readonly after?: string };
  /** Text that often has other evidence further down: whatever goes to standard output. */
  readonly embeds?: true;
};

/** What HotSpot writes when it dies: it holds stacks and words of the collector and is no dump and no log. */
export const crashReport = 'a HotSpot crash report (hs_err)';

type Shape<T> = Likeness & { readonly test: (content: T) => boolean };

const starts =
  (text: string, from = 0) =>
  (bytes: Uint8Array): boolean =>
    bytes.length >= from + text.length && [...text].every((char, at) => bytes[from + at] === char.charCodeAt(0));

/** Signatures of binary formats, from their specifications. */
const binary: readonly Shape<Uint8Array>[] = [
  { what: 'a Java heap dump (hprof)', command: 'heap', test: starts('JAVA PROFILE 1.') },
  {
    what: 'a JDK Flight Recorder recording',
    before: { command: 'jfr print --events jdk.ThreadDump', after: '| jdiag threads -' },
    test: starts('FLR\0'),
  },
  { what: 'a HotSpot performance counter file (hsperfdata)', command: 'analyze', test: starts('\xca\xfe\xc0\xc0') },
  { what: 'a Java class file', test: starts('\xca\xfe\xba\xbe') },
  { what: 'an ELF program or core file', test: starts('\x7fELF') },
  { what: 'a zip or jar archive', test: starts('PK\x03\x04') },
  { what: 'a tar archive', command: 'analyze', test: starts('ustar', 257) },
  { what: 'a zstd archive', before: { command: 'zstd -dk' }, test: starts('\x28\xb5\x2f\xfd') },
  { what: 'an xz archive', before: { command: 'xz -dk' }, test: starts('\xfd7zXZ') },
  { what: 'a bzip2 archive', before: { command: 'bzip2 -dk' }, test: starts('BZh') },
  { what: 'a PDF document', test: starts('%PDF-') },
  { what: 'a PNG picture', test: starts('\x89PNG') },
];

/** Any of these in the text. Each pattern must be linear: heads are written by others. */
const has =
  (...patterns: readonly RegExp[]) =>
  (text: string): boolean =>
    patterns.some((pattern) => pattern.test(text));

/** A JSON document (the text is trimmed) that names this key near its start. */
const jsonWith =
  (...keys: readonly string[]) =>
  (text: string): boolean => {
    if (text.charCodeAt(0) !== 123) return false;
    const start = text.slice(0, 4000);
    return keys.some((key) => new RegExp(`"${key}"\\s{0,20}:`).test(start));
  };

/** Texts, most telling first. */
const texts: readonly Shape<string>[] = [
  {
    what: crashReport,
    command: 'analyze',
    test: has(/^# (?:A fatal error has been detected by|There is insufficient memory for) the Java Runtime/m),
  },
  { what: 'an OpenJ9 javacore', command: 'threads', test: has(/^0SECTION[ \t]/m, /^1TIDATETIME/m, /^3XMTHREADINFO/m) },
  {
    what: 'a HotSpot thread dump',
    command: 'threads',
    test: has(/^Full thread dump /m, /^"[^\n]{0,500}" (?:#\d|daemon |prio=)[^\n]{0,300}(?:tid|nid)=/m),
  },
  {
    what: 'a thread dump of Thread.dump_to_file',
    command: 'threads',
    test: has(/^#\d{1,9} "[^\n]{0,500}"(?: virtual)?(?: [A-Z_]{3,20})?(?: \S{1,40}Z)?\r?$/m),
  },
  {
    what: 'a V8 heap snapshot',
    command: 'heap',
    test: (text) => /^\{\s{0,20}"snapshot"\s{0,20}:\s{0,20}\{/.test(text),
  },
  { what: 'a thread dump in JSON', command: 'threads', test: jsonWith('threadDump', 'threads') },
  {
    what: 'a summary of a k6 run',
    test: (text) => jsonWith('metrics')(text) && /"(?:http_reqs|iterations|vus)"/.test(text),
  },
  { what: 'a summary of a k6 run', test: has(/^[ \t]*(?:http_req_duration|iteration_duration)\.{3,}/m) },
  { what: 'a Kubernetes object', test: jsonWith('apiVersion') },
  { what: 'a Kubernetes object', test: has(/^apiVersion: \S+/m) },
  { what: 'output of kubectl describe', test: has(/^Name:[ \t]+\S+\r?\n(?:[^\n]{0,300}\n)?Namespace:[ \t]/m) },
  {
    what: 'a file of a cgroup: jdiag reads these itself beside the JVM (jdiag diagnose pod/NAME, pid/N); kubectl describe pod tells of OOM kills as well',
    test: (text) =>
      /^(?:max|\d{1,20})$/.test(text) ||
      /^(?:(?:low|high|max|oom|oom_kill|oom_group_kill|usage_usec|user_usec|system_usec|nr_periods|nr_throttled|cache|rss|anon|file) \d{1,20}(?:\r?\n|$)){2}/.test(
        text,
      ),
  },
  {
    what: 'a file of /proc/PID: jdiag reads these itself beside the JVM (jdiag diagnose pod/NAME, pid/N)',
    test: has(
      /^Max open files {5,}\S/m,
      /^VmRSS:[ \t]{1,20}\d{1,12} kB/m,
      /^[0-9a-f]{6,16}-[0-9a-f]{6,16} [r-][w-][x-][ps] [0-9a-f]{8} /,
    ),
  },
  { what: 'a JRockit thread dump', test: has(/^===== FULL THREAD DUMP =====/m) },
  { what: 'output of jstack -F that failed before any thread', test: has(/^Deadlock Detection:/m) },
  {
    what: 'a garbage collection log (unified logging)',
    command: 'gc',
    embeds: true,
    test: has(
      /^[ \t]{0,20}(?:\[[^\]\n]{1,60}\]){1,8} ?(?:GC\(\d+\)|Using (?:G1|Parallel|Serial|Concurrent|The Z|Shenandoah|Epsilon))/m,
      /^\[[\d.,]+s\](?:\[\w+ *\])?\[gc/m,
    ),
  },
  {
    what: 'a garbage collection log (JDK 8)',
    command: 'gc',
    embeds: true,
    test: has(
      /^(?:\S{1,40}: )?[\d.,]+: \[(?:GC|Full GC|ParNew|CMS)\b/m,
      /\[PSYoungGen: \d+K->/,
      /^\S{0,60} ?\[GC pause \(/m,
      /^\{Heap before GC invocations=/m,
      /: (?:Application time|Total time for which application threads were stopped): [\d.,]+ seconds/,
    ),
  },
  {
    what: 'output of jstat',
    command: 'gc',
    test: has(
      /^[ \t]*(?:Timestamp[ \t]+)?(?:S0C?[ \t]+S1C?|NGCMN[ \t]+NGCMX|MCMN[ \t]+MCMX|Loaded[ \t]+Bytes|Compiled[ \t]+Failed)\b/m,
    ),
  },
  {
    what: 'a class histogram',
    command: 'heap',
    embeds: true,
    test: has(
      /^[ \t]*num[ \t]+#instances[ \t]+#bytes[ \t]+class name/m,
      /^[ \t]*\d+:?[ \t]+\d+[ \t]+(?:\d+[ \t]+)?(?:\[[BCIJ]|java\.lang\.String)(?: \(java\.base\S*\))?\r?$/m,
    ),
  },
  {
    what: 'an answer of native memory tracking without figures (it is switched on at the start: -XX:NativeMemoryTracking=summary; then jcmd PID VM.native_memory summary)',
    test: has(/^Native memory tracking is not enabled/im, /^Baseline (?:succeeded|taken)/m),
  },
  {
    what: 'native memory tracking output',
    command: 'analyze',
    test: has(/^Native Memory Tracking:/m, /^Total: reserved=\d+/m),
  },
];

const jsonLines = /^\{[^\n]*\}[ \t]*\r?\n\{"/;
const jsonDocument = /^(?:\{\s{0,200}["}]|\[\s{0,200}[[{"\]])/;
const markup = /^<(?:\?xml|!DOCTYPE|html)/i;
const logged =
  /^(?:\S{1,60} {1,8})?(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d[.,]\d|\[\d+\.\d+s\]|\[?(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )/m;
const stackTrace = /^[ \t]+at [\w.$/@<>-]{3,500}\([^)\n]{0,300}\)/m;

const withoutTest = <T>({ test: _, ...likeness }: Shape<T>): Likeness => likeness;

/** Says what a file looks like from its first bytes; undefined: text of no known kind. */
export const looksLike = (head: Head): Likeness | undefined => {
  if (head.bytes.length === 0) return { what: 'an empty file' };
  const signature = binary.find((shape) => shape.test(head.bytes));
  if (signature !== undefined) return withoutTest(signature);
  if (head.text === undefined) return { what: 'binary data' };
  const text = head.text.trim();
  if (text === '') return { what: 'a file of blank lines' };
  if (jsonLines.test(text)) return { what: 'a log in JSON lines', command: 'analyze', embeds: true };
  const known = texts.find((shape) => shape.test(text));
  if (known !== undefined) return withoutTest(known);
  if (jsonDocument.test(text)) return { what: 'a JSON document' };
  if (markup.test(text)) return { what: 'an XML or HTML document' };
  if (logged.test(text) || stackTrace.test(text)) return { what: 'a log', command: 'analyze', embeds: true };
  return undefined;
};
