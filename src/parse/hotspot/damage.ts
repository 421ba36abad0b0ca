import type { Draft } from './draft.ts';

/** How lines of logs begin: a time, a bracket, a level, a container's prefix; and what the JVM itself says in between. */
const logged =
  /^\s*(?:\d+[-:./,T]\d|[[{<]|\S+\s+\|\s|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s|[^"]{0,80}\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE)\b|\S.{0,60} VM warning: )/;

/** Pieces of a dump's own lines: a line that holds one beside other text tore it. */
const piece = /\tat \S|\.java:\d+\)|- (?:locked|waiting|parking)\b|" #\d|nid=0x|java\.lang\.Thread\.State/;

/** Somebody else's whole line, which got between two lines of the dump. */
const isOthers = (text: string): boolean => logged.test(text.slice(0, 200)) && !piece.test(text.slice(0, 4000));

const isInThread = ({ section, list, blankBelow }: Draft): boolean =>
  section === 'threads' && !blankBelow && list.current() !== undefined;

const isInDeadlock = ({ deadlock }: Draft): boolean => deadlock !== undefined && !deadlock.stacks;

/** Whether a line that is none of the dump's stands for something of a thread or deadlock that is lost. */
export const tears = (draft: Draft, text: string): boolean =>
  (isInThread(draft) || isInDeadlock(draft)) && !isOthers(text);
