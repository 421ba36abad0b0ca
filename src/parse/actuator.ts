import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { Thread, ThreadDump } from '../model/thread-dump.ts';
import { threadOfActuator } from './actuator/thread.ts';
import { httpHead } from './json/http-headers.ts';
import { objectScanner } from './json/objects.ts';
import { scanThreads } from './json/threads.ts';
import { parsedJson } from './json/values.ts';
import { boundedProblems } from './text/problems.ts';
import { stackPool } from './thread/stacks.ts';

const recognise = ({ text = '' }: Head): 'certain' | 'no' =>
  /^\s*(?:HTTP\/[^{]*)?\{\s*"threads"\s*:\s*\[/.test(text) && /"thread(?:Name|Id)"\s*:/.test(text) ? 'certain' : 'no';

const parse = async (source: ByteSource, options: ParseOptions<ThreadDump>): Promise<Reading> => {
  const problems = boundedProblems();
  const stacks = stackPool();
  const http = httpHead();
  let recognised = 0;
  let total = 0;
  let draft: { readonly line: number; readonly threads: Thread[] } | undefined;

  const emit = (endLine: number, complete: boolean): void => {
    if (draft === undefined || draft.threads.length === 0) return;
    const { line, threads } = draft;
    draft = undefined;
    const takenAtMs = http.dateMs() ?? options.takenAtMs;
    options.emit({
      format: 'actuator',
      artifactId: options.artifactId,
      line,
      endLine,
      ...(takenAtMs === undefined ? {} : { takenAtMs }),
      threads,
      deadlocks: [],
      hasOwnableSynchronizers: threads.some((thread) => thread.ownedSynchronizers !== undefined),
      complete,
    });
  };

  const leftOut = (why: string, line: number): void => {
    total++;
    problems.add({ line, message: `a thread was left out: ${why}` });
  };

  const scanner = objectScanner('threads[]', {
    start: (line) => {
      draft = { line, threads: [] };
    },
    end: (line) => emit(line, true),
    outside: (text, line) => {
      if (!http.take(text)) problems.add({ line, message: 'this line is not part of the JSON' });
    },
    skipped: leftOut,
    object: (text, line, endLine) => {
      const read = threadOfActuator(parsedJson(text), line, endLine, stacks);
      if (read === undefined) {
        leftOut('it is not readable JSON, or has no name', line);
        return;
      }
      total++;
      recognised++;
      if (read.unknownFrames > 0)
        problems.add({ line, message: `${read.unknownFrames} frames of this thread were not understood` });
      draft?.threads.push(read.thread);
    },
  });

  const openEnd = await scanThreads(source, options, scanner, problems);
  if (openEnd !== undefined) {
    if (openEnd.unfinished) total++;
    emit(openEnd.line, false);
  }
  if (recognised === 0)
    throw new ParseError(
      `no thread was found in the JSON${(http.status() ?? 200) < 400 ? '' : `: the answer was HTTP ${http.status()}`}`,
    );
  return { problems: problems.list(), recognised, total };
};

/**
 * Spring Boot 2 and 3 `GET /actuator/threaddump` as JSON, also with the headers `curl -i` prints: java.lang.management
 * ThreadInfo of all platform threads, with owned synchronizers. The text variant of the endpoint is HotSpot's layout.
 */
const format: Format<'thread-dump'> = {
  kind: 'thread-dump',
  title: 'Spring Boot Actuator thread dump',
  recognise,
  parse,
};
export default format;
