import type { Evidence } from '../../model/evidence.ts';
import { type Fact, fact, list, MissingFact, number, object, source, string } from '../../model/fact.ts';
import type { LogMatch } from '../../model/log-scan.ts';

const kind = object(
  {
    kind: string(
      'java-heap-space, gc-overhead, metaspace, compressed-class-space, direct-memory, array-size, map-failed, native-memory, permgen, other or unknown',
    ),
    lines: number('lines that say so among those kept; the first and last of a log are'),
    text: string('the first of them'),
    at: string('time of the first, as the line gives it'),
    thread: string('thread it was thrown in'),
    source: source('the first line'),
  },
  'one kind of OutOfMemoryError',
);

/** Those of a crash report: memory the operating system refused, or the error for which the JVM was told to end. */
const ofCrash = ({ models }: Evidence) =>
  (models['crash-report']?.reports ?? []).flatMap((report) => {
    if (report.outOfMemory === undefined && (report.kind !== 'memory' || report.requested === 'thread')) return [];
    const name = report.outOfMemory ?? 'native-memory';
    const thread = report.thread?.name ?? notSaid;
    const place = { artifact: report.artifactId, line: report.line, endLine: report.line };
    return [{ kind: name, lines: 1, text: report.message, at: notSaid, thread, source: place }];
  });

const notSaid = new MissingFact([], 'the line does not say');

const matchesOf = ({ models }: Evidence): readonly LogMatch[] => {
  if (models.log === undefined && models['crash-report'] !== undefined) return [];
  if (models.log === undefined) throw new MissingFact(['log'], 'no log, standard output or hs_err file');
  return models.log.matches.filter(({ pattern }) => pattern === 'out-of-memory');
};

/** The kinds of OutOfMemoryError in a log, in the order of their first line: the first is the cause, the others may follow. */
const kindsOf = (evidence: Evidence) => {
  const kinds = new Map<string, LogMatch[]>();
  for (const match of matchesOf(evidence)) {
    const name = String(match.values['kind'] ?? 'unknown');
    kinds.set(name, [...(kinds.get(name) ?? []), match]);
  }
  // A stack trace that is logged without its message tells no kind: where another line does, it is the same error.
  if (kinds.size > 1) kinds.delete('unknown');
  const crashes = ofCrash(evidence).filter((one, i, all) => all.findIndex((other) => other.kind === one.kind) === i);
  for (const crash of crashes) kinds.delete(crash.kind);
  const logged = [...kinds].map(([name, matches]) => {
    const first = matches[0] as LogMatch;
    const thread = first.values['thread'];
    return {
      kind: name,
      lines: matches.length,
      text: first.text,
      at: first.at ?? notSaid,
      thread: thread === undefined ? notSaid : String(thread),
      source: { artifact: first.artifactId, line: first.line, endLine: first.line },
    };
  });
  return [...crashes, ...logged];
};

export const outOfMemoryFacts: Readonly<Record<string, Fact>> = {
  outOfMemoryKinds: fact(list(kind, 'kinds of OutOfMemoryError in the log'), ['log', 'crash-report'], kindsOf),
};
