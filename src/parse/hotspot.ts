import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { ThreadDump } from '../model/thread-dump.ts';
import { dumpReader } from './hotspot/dumps.ts';
import { lineFeed } from './hotspot/feed.ts';
import { interning } from './hotspot/interning.ts';
import { crashReport, looksLike } from './sniff/looks-like.ts';
import { lineBlocks } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

/** A dump written as one record of a JSON log is one line. */
const maxLineLength = 4 * 1024 * 1024;

const parse = async (source: ByteSource, options: ParseOptions<ThreadDump>): Promise<Reading> => {
  const problems = boundedProblems();
  const shared = interning();
  const counts = { recognised: 0, total: 0 };
  let cut: string | undefined;
  let head: Head = { bytes: new Uint8Array(0) };
  const dumps = dumpReader({
    artifactId: options.artifactId,
    takenAtMs: options.takenAtMs,
    interning: shared,
    emit: options.emit,
    onProblem: problems.add,
    onLack: (reason) => {
      cut ??= reason;
    },
    onRecognised: (count) => {
      counts.recognised += count;
    },
  });
  const reading = {
    signal: options.signal,
    onProgress: options.onProgress,
    onProblem: problems.add,
    onCut: (reason: string) => {
      cut = reason;
    },
    onHead: (first: Head) => {
      head = first;
    },
    maxLength: maxLineLength,
  };
  const feed = lineFeed(dumps, { interning: shared, counts, maxLength: maxLineLength, onProblem: problems.add });
  for await (const block of lineBlocks(source, reading)) feed(block);
  dumps.end();
  const { dumps: found, empty } = dumps.count();
  if (found === 0 && empty > 0) throw new ParseError('a thread dump begins in this file but no thread follows');
  if (found === 0) throw new ParseError('no thread dump was found', looksLike(head)?.what);
  return { problems: problems.list(), ...counts, ...(cut === undefined ? {} : { cut }) };
};

const certain: readonly RegExp[] = [
  /Full thread dump [^\n]{0,200}VM/,
  /^[ \t]*"[^\n]{0,500}" (?:#\d+ |daemon |prio=|os_prio=)[^\n]{0,300}(?:tid|nid)=/m,
  /^"[^\n]{0,500}" (?:- Thread t@\d|(?:daemon )?(?:prio=\d+ )?[Ii]d=\d+ (?:in )?[A-Z_]{3})/m,
  /^(?:Debugger attached successfully|Deadlock Detection:)/m,
];

/** Kinds of text that hold words of a HotSpot dump and are none. */
const others: ReadonlySet<string> = new Set(['an OpenJ9 javacore', crashReport]);

const recognise = (head: Head): 'certain' | 'possible' | 'no' => {
  const { text } = head;
  const like = looksLike(head);
  if (text === undefined || text.trim() === '' || (like !== undefined && others.has(like.what))) return 'no';
  if (certain.some((shape) => shape.test(text))) return 'certain';
  return like === undefined || like.embeds ? 'possible' : 'no';
};

/** HotSpot's text: jstack, jcmd Thread.print, SIGQUIT, jstack -F, and what shows the same threads (VisualVM, ThreadInfo). */
const hotspot: Format<'thread-dump'> = { kind: 'thread-dump', title: 'HotSpot thread dump', recognise, parse };

export default hotspot;
