import { gcEn } from './gc.ts';
import { heapEn } from './heap/en.ts';
import type { Texts } from './texts.ts';

const plural = (count: number | string, one: string, many = `${one}s`): string =>
  `${count} ${String(count) === '1' ? one : many}`;

export const en: Texts = {
  heap: heapEn,
  severity: { critical: 'critical', warning: 'warning', info: 'info' },
  verdict: { critical: 'critical', warning: 'warning', info: 'info', incomplete: 'incomplete', clear: 'clear' },
  verdictLine: (verdict, detail) => `verdict: ${verdict} - ${detail}`,
  findings: (count) => plural(count, 'finding'),
  incidents: (findings, count) => `${findings} in ${plural(count, 'incident')}`,
  follows: 'leads to',
  undecided: (count) => `${plural(count, 'rule')} not decided`,
  notCollected: (count) => `${plural(count, 'thing')} not collected`,
  noFindings: 'no findings',
  heading: {
    families: 'THREAD FAMILIES',
    stacks: 'BUSIEST STACKS',
    locks: 'LOCKS',
    notCollected: 'NOT COLLECTED',
    notices: 'NOTICES',
    findings: 'FINDINGS',
    overview: 'WHAT IS WRONG',
    timeline: 'TIMELINE (UTC)',
  },
  timeline: {
    jvmStart: 'the JVM started',
    threadDump: (threads) => `thread dump: ${plural(threads, 'thread')}`,
    restart: (container, restarts) => `container ${container} started again (restart ${restarts})`,
    containerEnd: (container, reason, exitCode) =>
      `container ${container} ended${reason === '' ? '' : `: ${reason}`} (exit code ${exitCode})`,
    fullGc: (cause, duration) => `full collection${cause === '' ? '' : ` (${cause})`}, ${duration}`,
  },
  followed: (count) => `${plural(count, 'further finding')} ${count === 1 ? 'follows' : 'follow'} from it.`,
  column: {
    family: 'FAMILY',
    count: 'COUNT',
    idle: 'IDLE',
    births: 'BIRTHS/MIN',
    cpu: 'CPU CORES',
    library: 'LIBRARY',
  },
  gc: gcEn,
  threads: (count) => plural(count, 'thread'),
  uptime: (duration) => `up ${duration}`,
  dumps: (count, interval) =>
    interval === undefined ? plural(count, 'dump') : `${plural(count, 'dump')}, ${interval} apart`,
  byProcess: 'no dump: threads as /proc lists them, names cut to 15 characters',
  moreFamilies: (families, threads) =>
    `and ${plural(families, 'more family', 'more families')}, ${plural(threads, 'thread')}`,
  moreStacks: (count) => `and ${plural(count, 'more stack')}`,
  moreLocks: (count) => `and ${plural(count, 'more lock')}`,
  moreFrames: (count) => `${plural(count, 'more frame')}`,
  moreLines: (count) => `and ${plural(count, 'more line')}`,
  moreFindings: (count) => `and ${plural(count, 'more finding')}`,
  andMore: (count) => `and ${count} more`,
  noStack: 'no Java stack',
  idleStacks: (threads, stacks) => `${plural(threads, 'thread')} idle in ${plural(stacks, 'stack')}, not shown`,
  waiting: (count) => `${count} waiting`,
  monitor: 'monitor',
  synchronizer: 'lock',
  heldBy: (name) => `held by ${name}`,
  likelyHeldBy: (names) => `likely held by ${names}`,
  holderUnknown: 'holder not in the dump',
  deadlock: (names) => `deadlock: ${names}`,
  outcome: { partial: 'partial', failed: 'not had' },
  rung: { refused: 'refused', failed: 'failed' },
  evidence: 'evidence',
  fix: 'fix',
  next: 'next',
  falsePositives: 'not a problem when',
  notDecided: (rules) => `not decided: ${rules}`,
  missing: (kinds) => `needs ${kinds}`,
  failedRules: (rules) => `failed rules (a bug): ${rules}`,
};
