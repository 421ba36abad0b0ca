/** The line that opens a dump. */
export type Banner = { readonly jvm: string; readonly jdk?: number };

/** HotSpot's own version numbers before JDK 9: 25.x is 8, 24.x is 7, up to 20.x is 6; both 6 and 7 came with 21 to 23. */
const fromHotSpot = (major: number): number | undefined => {
  if (major === 25) return 8;
  if (major === 24) return 7;
  return major >= 10 && major <= 20 ? 6 : undefined;
};

/** Feature release of a version text: `17.0.15+6`, `1.8.0_392`, `25.504-b01` (HotSpot's number in JDK 8), `26-ea+29`. */
export const featureRelease = (version: string): number | undefined => {
  const old = /^1\.(\d+)/.exec(version);
  if (old !== null) return Number(old[1]);
  const hotSpot = /^(\d+)\.\d+-b\d+/.exec(version);
  if (hotSpot !== null) return fromHotSpot(Number(hotSpot[1]));
  const modern = /^(\d+)/.exec(version);
  const major = modern === null ? Number.NaN : Number(modern[1]);
  return major >= 9 && major < 100 ? major : undefined;
};

const opening = 'Full thread dump ';

/** `Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):`; 26 and later without the colon. */
export const banner = (line: string): Banner | undefined => {
  if (!line.startsWith(opening)) return undefined;
  const jvm = line.slice(opening.length).trim().replace(/:$/, '');
  const version = /VM \(?(\d[^\s)]*)/.exec(jvm);
  const jdk = version === null ? undefined : featureRelease(version[1] as string);
  return jdk === undefined ? { jvm } : { jvm, jdk };
};

export type DateLine = { readonly atMs: number; readonly naive: boolean };

const dateShape = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?$/;

/** `2026-11-20 10:00:00`, the line above the banner; with `Z` or `+0900` it is no longer naive. */
export const dateLine = (line: string): DateLine | undefined => {
  const match = dateShape.exec(line);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const millis = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  const atMs = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    millis,
  );
  if (zone === undefined || zone === 'Z') return { atMs, naive: zone === undefined };
  const sign = zone.startsWith('-') ? -1 : 1;
  const offsetMinutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  return { atMs: atMs - offsetMinutes * 60_000, naive: false };
};
