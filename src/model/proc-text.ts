/** Readers of the small texts of proc(5) that probes, targets and parsers share. */

/** Clock ticks per second of every Linux ABI that runs HotSpot (USER_HZ). */
export const ticksPerSecond = 100;

/** `/proc/PID/status` and `/proc/meminfo`: `Name:\tjava` lines by name, values trimmed. */
export const statusFields = (text: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return fields;
};

export type StatFields = {
  readonly pid: number;
  /** Cut to 15 bytes by the kernel; may hold spaces and brackets. */
  readonly comm: string;
  readonly state: string;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly threads: number;
  /** Ticks since boot. */
  readonly startTicks: number;
  readonly vsizeBytes: number;
};

/** `/proc/PID/stat` and `/proc/PID/task/TID/stat`; undefined when the text is not one. */
export const statFields = (text: string): StatFields | undefined => {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 1 || close < open) return undefined;
  const rest = text.slice(close + 2).split(' ');
  const at = (field: number): number => Number(rest[field - 3]);
  const fields = {
    pid: Number(text.slice(0, open - 1)),
    comm: text.slice(open + 1, close),
    state: rest[0] ?? '',
    userTicks: at(14),
    systemTicks: at(15),
    threads: at(20),
    startTicks: at(22),
    vsizeBytes: at(23),
  };
  return Number.isFinite(fields.pid + fields.startTicks + fields.userTicks + fields.systemTicks) ? fields : undefined;
};

/** One row of `/proc/PID/limits` (`Max processes`), the soft limit; undefined when the row is not there. */
export const softLimit = (limits: string, row: string): number | 'unlimited' | undefined => {
  const line = limits.split('\n').find((text) => text.startsWith(`${row} `));
  const soft = line?.slice(row.length).trim().split(/\s+/)[0];
  if (soft === undefined || soft === '') return undefined;
  return soft === 'unlimited' ? 'unlimited' : Number(soft);
};

/** `btime` of `/proc/stat`: boot time in milliseconds since the epoch, whole seconds. */
export const bootTimeMs = (stat: string): number | undefined => {
  const seconds = /^btime (\d+)$/m.exec(stat)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
};
