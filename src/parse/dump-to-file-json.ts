import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { Thread, ThreadDump } from '../model/thread-dump.ts';
import { threadOfDumpToFile } from './dump-to-file/json-thread.ts';
import { featureRelease } from './dump-to-file/release.ts';
import { httpHead } from './json/http-headers.ts';
import { objectScanner } from './json/objects.ts';
import { scanThreads } from './json/threads.ts';
import { integerOf, parsedJson } from './json/values.ts';
import { boundedProblems } from './text/problems.ts';
import { type CarriedThread, withCarried } from './thread/carriers.ts';
import { stackPool } from './thread/stacks.ts';

const recognise = (head: Head): 'certain' | 'no' =>
  head.text !== undefined && /^\ufeff?\s*(?:HTTP\/[^{]*)?\{\s*"threadDump"\s*:/.test(head.text) ? 'certain' : 'no';

/** One document while it is read. */
type Draft = {
  readonly line: number;
  readonly threads: Thread[];
  readonly carried: CarriedThread[];
  readonly values: Map<string, unknown>;
};

const root = 'threadDump';
const containers = `${root}.threadContainers[]`;

const parse = async (source: Parameters<Format['parse']>[0], options: ParseOptions<ThreadDump>): Promise<Reading> => {
  const problems = boundedProblems();
  const stacks = stackPool();
  const http = httpHead();
  let recognised = 0;
  let total = 0;
  let draft: Draft | undefined;
  let container = '';
  let listed = 0;

  const emit = (endLine: number, complete: boolean): void => {
    if (draft === undefined) return;
    const { line, threads, carried, values } = draft;
    draft = undefined;
    const time = values.get(`${root}.time`);
    const ownTime = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    const takenAtMs = Number.isNaN(ownTime) ? (options.takenAtMs ?? http.dateMs()) : ownTime;
    const release = values.get(`${root}.runtimeVersion`);
    const jdk = typeof release === 'string' ? featureRelease(release) : undefined;
    const pid = integerOf(values.get(`${root}.processId`));
    if (threads.length === 0 && values.size === 0) return;
    options.emit({
      format: 'dump-to-file-json',
      artifactId: options.artifactId,
      line,
      endLine,
      ...(takenAtMs === undefined ? {} : { takenAtMs }),
      ...(typeof release === 'string' ? { jvm: release } : {}),
      ...(jdk === undefined ? {} : { jdk }),
      ...(pid === undefined ? {} : { pid }),
      threads: withCarried(threads, carried),
      deadlocks: [],
      hasOwnableSynchronizers: false,
      complete,
    });
  };

  const scanner = objectScanner(`${containers}.threads[]`, {
    start: (line) => {
      draft = { line, threads: [], carried: [], values: new Map() };
    },
    end: (line) => emit(line, true),
    outside: (text, line) => {
      if (!http.take(text)) problems.add({ line, message: 'this line is not part of the JSON' });
    },
    skipped: (why, line) => {
      total++;
      listed++;
      problems.add({ line, message: `a thread was left out: ${why}` });
    },
    scalar: (path, value) => {
      if (path === `${containers}.container`) {
        container = typeof value === 'string' ? value : '';
        listed = 0;
      } else if (path === `${containers}.threadCount`) {
        const count = integerOf(value);
        if (count !== undefined && count > listed)
          problems.add({ message: `container ${container} has ${count} threads, ${listed} are in the dump` });
      } else draft?.values.set(path, value);
    },
    object: (text, line, endLine) => {
      total++;
      listed++;
      const read = threadOfDumpToFile(parsedJson(text), line, endLine, stacks);
      if (read === undefined) {
        problems.add({ line, message: 'a thread was left out: it is not readable JSON, or has no stack' });
        return;
      }
      recognised++;
      if (read.unknownFrames > 0)
        problems.add({ line, message: `${read.unknownFrames} frames of this thread were not understood` });
      draft?.threads.push(read.thread);
      if (read.carrier !== undefined) draft?.carried.push({ carrier: read.carrier, id: read.thread.id });
    },
  });

  const openEnd = await scanThreads(source, options, scanner, problems);
  if (openEnd !== undefined) {
    if (openEnd.unfinished) total++;
    emit(openEnd.line, false);
  }
  if (recognised === 0) throw new ParseError('no thread was found in the JSON');
  return { problems: problems.list(), recognised, total };
};

/**
 * `jcmd PID Thread.dump_to_file -format=json`. JDK 21: tid (string), name, stack. JDK 24 to 26: with time, state,
 * `virtual`, parkBlocker, blockedOn, waitingOn, monitorsOwned, carrier. JDK 27 (`formatVersion` 2): numbers as numbers, and the
 * owner of a lock that is parked on.
 * Source: jdk.internal.vm.ThreadDumper and the schema of HotSpotDiagnosticMXBean.
 */
const format: Format<'thread-dump'> = { kind: 'thread-dump', title: 'Thread.dump_to_file JSON', recognise, parse };
export default format;
