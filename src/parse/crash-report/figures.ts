import type { CrashReport } from '../../model/crash-report.ts';

type Memory = CrashReport['memory'];
type Process = Partial<
  Pick<
    CrashReport,
    | 'mappings'
    | 'mappingsMax'
    | 'mainClass'
    | 'uptimeMs'
    | 'isNullAddress'
    | 'processLimit'
    | 'addressSpaceBytes'
    | 'takenAtMs'
  >
>;
export type Figures = { readonly memory?: Memory; readonly process?: Process };

/** The first page is never given to a program. */
const nullPageBytes = 4096;

const kib = (digits: string | undefined): number => Number(digits) * 1024;
const bytes = (digits: string | undefined, k: string | undefined): number =>
  k === undefined ? Number(digits) : kib(digits);

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** `Fri Nov 20 19:51:48 2026 UTC`: a zone other than UTC is not known by its letters, and JDK 8 names none. */
const timeOf = (text: string): Process => {
  const [, month = '', day, hour, minute, second, year] =
    /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) (?:UTC|GMT|Z)\b/.exec(
      text,
    ) ?? [];
  const at = months.indexOf(month);
  if (year === undefined || at < 0) return {};
  return { takenAtMs: Date.UTC(Number(year), at / 3, Number(day), Number(hour), Number(minute), Number(second)) };
};

const uptimeOf = (text: string): Process => {
  const seconds = /elapsed time: (\d{1,12}(?:\.\d{1,9})?) seconds/.exec(text)?.[1];
  return seconds === undefined ? {} : { uptimeMs: Math.round(Number(seconds) * 1000) };
};

const limitsOf = (text: string): Process => {
  const tasks = /\bNPROC (\d{1,12})\b/.exec(text)?.[1];
  const [, size, k] = /\bAS (\d{1,15})(k)?\b/.exec(text) ?? [];
  return {
    ...(tasks === undefined ? {} : { processLimit: Number(tasks) }),
    ...(size === undefined ? {} : { addressSpaceBytes: bytes(size, k) }),
  };
};

type Shape = readonly [RegExp, (groups: RegExpExecArray, text: string) => Figures];

/** Lines of vmError.cpp, os_linux.cpp and osContainer_linux.cpp, JDK 8 to 25. */
const shapes: readonly Shape[] = [
  [
    /^Memory: \d+k page, (?:system-wide )?physical (\d{1,15})k ?\((\d{1,15})k free\)(?:, swap (\d{1,15})k)?/,
    ([, all, , swap]) => ({
      memory: { physicalBytes: kib(all), ...(swap === undefined ? {} : { swapBytes: kib(swap) }) },
    }),
  ],
  [/^MemAvailable:\s{1,20}(\d{1,15}) kB/, ([, size]) => ({ memory: { availableBytes: kib(size) } })],
  [/^Resident Set Size: (\d{1,15})K/, ([, size]) => ({ memory: { residentBytes: kib(size) } })],
  [/^memory_limit_in_bytes: (\d{1,19})(?: ?(k))?\b/, ([, size, k]) => ({ memory: { limitBytes: bytes(size, k) } })],
  [/^memory_usage_in_bytes: (\d{1,19})(?: ?(k))?\b/, ([, size, k]) => ({ memory: { usedBytes: bytes(size, k) } })],
  [/^Total number of mappings: (\d{1,9})/, ([, count]) => ({ process: { mappings: Number(count) } })],
  [
    /^\/proc\/sys\/vm\/max_map_count .{0,120}: (\d{1,12})/,
    ([, count]) => ({ process: { mappingsMax: Number(count) } }),
  ],
  [/^java_command: (\S{1,300})/, ([, main = '']) => ({ process: { mainClass: main } })],
  [
    /^siginfo.{0,200}si_addr[:=] ?0x([0-9a-f]{1,16})/,
    ([, address = 'ffff']) => ({ process: { isNullAddress: Number.parseInt(address, 16) < nullPageBytes } }),
  ],
  [/^Time: |^time: /, (_, text) => ({ process: { ...timeOf(text), ...uptimeOf(text) } })],
  [/^elapsed time: /, (_, text) => ({ process: uptimeOf(text) })],
  [/^rlimit\b/, (_, text) => ({ process: limitsOf(text) })],
];

/** What a line says of the machine and the process; undefined: nothing. */
export const figuresIn = (text: string): Figures | undefined => {
  for (const [pattern, take] of shapes) {
    const found = pattern.exec(text);
    if (found !== null) return take(found, text);
  }
  return undefined;
};
