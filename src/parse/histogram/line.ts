import { javaName } from './class-name.ts';

/** What one line of a histogram says. */
export type HistogramLine =
  | { readonly kind: 'head'; readonly live?: boolean; readonly note?: Readonly<Record<string, number>> }
  | { readonly kind: 'columns' }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'row';
      readonly rank: number | undefined;
      readonly instances: number;
      readonly bytes: number;
      readonly className: string;
      readonly module?: string;
    }
  | { readonly kind: 'total'; readonly instances: number; readonly bytes: number }
  | { readonly kind: 'other' };

const columns =
  /^\s*num\s+(?:#instances\s+#bytes|object count\s+total size)\s+class (?:name|description)(?: \(module\))?\s*$/i;
const rule = /^\s*-{20,200}\s*$/;
/** Class names hold no blanks but those of `jmap -F`: `* ConstMethodKlass`. */
const row =
  /^\s*(?:(\d{1,7})(?::\s+|\s+(?=\d+\s+\d)))?(\d{1,15})\s+(\d{1,18})\s+((?:\* )?[^\s()]{1,2000})(?: \(([^()\s]{1,200})\))?\s*$/;
const total = /^\s*total\s+(?::\s+)?(\d{1,15})\s+(\d{1,18})\s*$/i;
const command =
  /(?:\bjmap\s[^\n]{0,200}?-histo(:live)?|\bGC\.class_histogram( -all)?|^\s*Class Histogram \((before|after) full gc\))/;
/** Unified logging (`gc+classhisto`), and what the kubelet or kubectl --timestamps puts before a line. */
const prefix =
  /^(?:\d{4}-\d\d-\d\dT\S{1,40} (?:(?:stdout|stderr) [FP] )?)?(?:\[[^\]\n]{1,60}\]){0,8} ?(?:GC\(\d{1,9}\) )?(?:Class Histogram: ?$)?/;

const noteOf = (text: string): Record<string, number> =>
  Object.fromEntries([...text.matchAll(/(\w{1,40})=(\d{1,18})/g)].map(([, name = '', value]) => [name, Number(value)]));

const headOf = (line: string): HistogramLine | undefined => {
  const found = command.exec(line);
  if (found === null) return undefined;
  const [text, liveOnly, all, when] = found;
  const live = text.includes('GC.class_histogram')
    ? all === undefined
    : when === undefined
      ? liveOnly !== undefined
      : when === 'after';
  return { kind: 'head', live, ...(line.startsWith('# jdiag:') ? { note: noteOf(line) } : {}) };
};

/** Reads one line, whatever stands before it in a log. */
export const readLine = (text: string): HistogramLine => {
  const line = text.slice((prefix.exec(text)?.[0] ?? '').length);
  const found = row.exec(line);
  if (found !== null) {
    const [, rank, instances, bytes, name = '', module] = found;
    return {
      kind: 'row',
      rank: rank === undefined ? undefined : Number(rank),
      instances: Number(instances),
      bytes: Number(bytes),
      className: javaName(name),
      ...(module === undefined ? {} : { module }),
    };
  }
  if (columns.test(line)) return { kind: 'columns' };
  if (rule.test(line)) return { kind: 'rule' };
  const sum = total.exec(line);
  if (sum !== null) return { kind: 'total', instances: Number(sum[1]), bytes: Number(sum[2]) };
  return headOf(line) ?? { kind: 'other' };
};

/** `java.lang.String`, `byte[]`, `<methodKlass>`: what only a histogram has in such a row. */
export const isClassLike = (name: string): boolean =>
  /^(?:<\w+>|\* \w+)$|\[\]$|^[\p{L}_$][\p{L}\p{N}_$]*\.[\p{L}_$]/u.test(name);
