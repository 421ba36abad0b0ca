/** What TITLE and ENVINFO say of the dump. `naive`: the time had no zone and was read as UTC. */
export type Title = { takenAtMs?: number; naive?: boolean; jvm?: string; jdk?: number; pid?: number };

/** `Date: 2016/04/04 at 08:39:09:996`; Java 6 has no milliseconds. */
const dateMs = (text: string): number | undefined => {
  const found = /Date:\s+(\d{4})\/(\d\d)\/(\d\d) at (\d\d):(\d\d):(\d\d)(?::(\d{3}))?/.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second, ms] = found.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
};

/** `Timezone: UTC+9 (KST)`, `UTC-3:30`. */
const offsetMs = (text: string): number | undefined => {
  const found = /UTC(?:([+-])(\d{1,2})(?::(\d\d))?)?(?:\s|$)/.exec(text);
  if (found === null) return undefined;
  const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
  return (found[1] === '-' ? -1 : 1) * minutes * 60_000;
};

/** Takes one line of these sections. */
export const titleLine = (title: Title, tag: string, text: string): void => {
  if (tag === '1TIDATETIMEUTC') {
    const ms = dateMs(text);
    if (ms !== undefined) Object.assign(title, { takenAtMs: ms, naive: false });
  } else if (tag === '1TIDATETIME' && title.naive !== false) {
    const ms = dateMs(text);
    if (ms !== undefined) Object.assign(title, { takenAtMs: ms, naive: true });
  } else if (tag === '1TITIMEZONE') {
    const offset = offsetMs(text);
    if (offset !== undefined && title.naive === true && title.takenAtMs !== undefined)
      Object.assign(title, { takenAtMs: title.takenAtMs - offset, naive: false });
  } else if (tag === '1CIJAVAVERSION') {
    const release = /J2?RE (?:1\.)?(\d{1,3})/.exec(text)?.[1];
    Object.assign(title, { jvm: text }, release === undefined ? {} : { jdk: Number(release) });
  } else if (tag === '1CIPROCESSID') {
    const pid = /Process ID: (\d{1,10})/.exec(text)?.[1];
    if (pid !== undefined) title.pid = Number(pid);
  }
};
