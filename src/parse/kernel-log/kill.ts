/** What the kernel's log tells of one time that it ran out of memory, of a control group or of the whole node. */
export type OomKill = {
  readonly line: number;
  endLine: number;
  atMs: number | undefined;
  /** The process that asked for memory: `java invoked oom-killer`. Threads ask under their own name. */
  invoker: string | undefined;
  /** Who was killed; undefined: the line is not in the text. */
  victim: { readonly name: string; readonly pid: number } | undefined;
  /** What it had in memory, bytes. */
  residentBytes: number | undefined;
  /** The limit of the group, bytes. */
  limitBytes: number | undefined;
  /** Path of the group of the victim. */
  group: string | undefined;
  /** False: the limit of a group; true: the node. Undefined: not told. */
  ofNode: boolean | undefined;
  /** The line that ends the tale of it was there. */
  isDone: boolean;
  text: string;
};

/** `[Wed Dec  6 23:54:11 2017]` of dmesg -T (taken as UTC: it has no zone), `2023-01-02T03:04:05+0900` of journalctl -o short-iso. */
export const timeOf = (text: string): number | undefined => {
  const human = /^\[?(?:[A-Z][a-z]{2} )([A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})\]/.exec(text)?.[1];
  const iso = /^.{0,60}?\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(Z|[+-]\d\d:?\d\d)?/.exec(text);
  const ms =
    human !== undefined
      ? Date.parse(`${human} UTC`)
      : iso === null
        ? Number.NaN
        : Date.parse(
            `${iso[1]?.replace(' ', 'T').replace(',', '.')}${iso[2]?.replace(/(\d\d):?(\d\d)$/, '$1:$2') ?? 'Z'}`,
          );
  return Number.isNaN(ms) ? undefined : ms;
};

const kibibytes = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits) * 1024;

const newKill = (text: string, line: number): OomKill => ({
  line,
  endLine: line,
  atMs: timeOf(text),
  invoker: undefined,
  victim: undefined,
  residentBytes: undefined,
  limitBytes: undefined,
  group: undefined,
  ofNode: undefined,
  isDone: false,
  text: text.trim().slice(0, 300),
});

const killed =
  /(?<group>Memory cgroup out of memory|Out of memory)(?: \(oom_kill_allocating_task\))?: Kill(?:ed)? process (?<pid>\d{1,10}),? (?:UID \d{1,10},? )?\((?<name>[^)\n]{0,64})\)/;
const gone = /\bKilled process (?<pid>\d{1,10}),? (?:UID \d{1,10},? )?\((?<name>[^)\n]{0,64})\)/;

/** Reads the lines of one kernel log; a kill is told in several, from `invoked oom-killer` to `Killed process`. */
export const killReader = () => {
  const kills: OomKill[] = [];
  let open: OomKill | undefined;

  const current = (text: string, line: number): OomKill => {
    if (open === undefined) {
      open = newKill(text, line);
      kills.push(open);
    }
    open.endLine = line;
    return open;
  };

  const takeVictim = (text: string, line: number): boolean => {
    const first = killed.exec(text);
    const { groups } = first ?? gone.exec(text) ?? {};
    if (groups === undefined) return false;
    if (open?.isDone && !(first === null && open.endLine === line - 1 && !/Killed process/.test(open.text)))
      open = undefined;
    const kill = current(text, line);
    kill.victim = { name: groups['name'] ?? '', pid: Number(groups['pid']) };
    kill.isDone = true;
    if (first !== null) kill.ofNode ??= groups['group'] === 'Out of memory';
    kill.residentBytes = kibibytes(/\banon-rss:(\d{1,15})kB/.exec(text)?.[1]) ?? kill.residentBytes;
    kill.text = text.trim().slice(0, 300);
    return true;
  };

  return {
    /** False: the line tells nothing of it. */
    line: (text: string, line: number): boolean => {
      // A name of a thread has up to 15 characters, blanks among them: `JIT Compilation`.
      const invoker = /(?:^|\]:? |kernel: |\s)([^\s\]:][^\]:]{0,14}) invoked oom-killer: /.exec(text)?.[1];
      if (invoker !== undefined) {
        open = undefined;
        current(text, line).invoker = invoker;
        return true;
      }
      if (takeVictim(text, line)) return true;
      const limit = /\bmemory: usage \d{1,15}kB, limit (\d{1,15})kB/.exec(text)?.[1];
      const task = /\bTask in (\/\S{0,500}) killed as a result of limit of (\/\S{0,500})/.exec(text)?.[1];
      const stats = /\bMemory cgroup stats for (\/[^\s:]{0,500}):/.exec(text)?.[1];
      const kill =
        /\boom-kill:constraint=(\w{1,40}),.{0,600}?\btask_memcg=([^,\s]{1,500}),task=([^,]{0,64}),pid=(\d{1,10})/.exec(
          text,
        );
      if (limit === undefined && task === undefined && stats === undefined && kill === null) {
        if (
          open === undefined ||
          !/oom_reaper: reaped process|\bmems_allowed=|\bComm: |\bHardware name: |\bMem-Info:|\bCall Trace:|memory\+swap: usage|\bkmem: usage/.test(
            text,
          )
        )
          return false;
        open.endLine = line;
        return true;
      }
      const found = current(text, line);
      if (limit !== undefined && Number(limit) < 2 ** 52) found.limitBytes ??= kibibytes(limit);
      if (task !== undefined) {
        found.group = task;
        found.ofNode = false;
      }
      if (stats !== undefined) found.group ??= stats;
      if (kill !== null) {
        found.ofNode = kill[1] !== 'CONSTRAINT_MEMCG';
        found.group = kill[2];
        found.victim = { name: kill[3] ?? '', pid: Number(kill[4]) };
      }
      return true;
    },
    kills: (): readonly OomKill[] => kills,
  };
};
