/** Tokens in which a digit is part of a word: replacing it would merge or garble names everybody knows. */
const words =
  /^(?:G1|C1|C2|JVMCI|H2|S3|K8s|HTTP2|[Hh]ttp2|nio2|log4j2?|Log4j2?|UTF8|Java2D|AWT2D|OAuth2|EC2|Neo4j|p2p|I18n|MP4|SHA1|MD5|JSR166)$/;

const maxLength = 120;

/** In this order: what identifies one thread goes before single digits do. */
const steps: readonly (readonly [RegExp, string])[] = [
  // WebLogic writes the state of the moment before the name.
  [/^\[(?:ACTIVE|STANDBY|STUCK|HOGGING)\] (?=ExecuteThread)/, ''],
  [/\b([a-z][a-z0-9+.-]*):\/\/\S*/gi, '$1://#'],
  [
    /^(OkHttp) (?!TaskRunner$|Dispatcher$|ConnectionPool$|Http2Connection$|FramedConnection$|WebSocket|Watchdog$|[a-z]+:\/\/)\S+/,
    '$1 #',
  ],
  [/^(RMI TCP Connection)\(idle\).*$/, '$1(#)-#'],
  [/^(RMI TCP Connection)\([^)]*\)-.*$/, '$1(#)-#'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '#'],
  // IPv6 and IPv4 addresses, with the port that follows them.
  [/\[?\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b(?:%\w+)?\]?(?:[-:]\d+)?/gi, '#'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b(?:[-:]\d+)?/g, '#'],
  [/\b[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*:\d{2,5}\b/g, '#'],
  [/\b0x[0-9a-f]+\b/gi, '#'],
  [/@[0-9a-f]{4,16}\b/g, '@#'],
  [/(?<![A-Za-z0-9])(?=[a-f]*\d)[0-9a-f]{8,}(?![A-Za-z0-9])/g, '#'],
];

const isId = (token: string): boolean => token.length >= 8 && (token.match(/\d+/g)?.length ?? 0) >= 3;

const withoutNumbers = (text: string): string =>
  text.replace(/[A-Za-z0-9]*\d[A-Za-z0-9]*/g, (token) => {
    if (words.test(token)) return token;
    return isId(token) ? '#' : token.replace(/\d+/g, '#');
  });

/** Names remembered: a dump is asked about again and again. */
const maxKnown = 100_000;

const families = new Map<string, string>();

/** Kafka: what stands behind the bar is the client or group id. */
const behindBar = / \| .*$/;

/** Without any of these no step finds anything: `pool-12-thread-3` and most other names of large families. */
const concernsSteps = /[:@[]|^OkHttp |^RMI TCP Connection|\.\d|0x|[0-9a-f]{8}/i;

const derive = (name: string): string => {
  if (!/[0-9":/|]|^OkHttp |^\[|^RMI TCP Connection/.test(name)) return name.slice(0, maxLength);
  let text = name.slice(0, 500).replaceAll('"', '');
  if (text.includes(' | ')) text = text.replace(behindBar, ' | #');
  if (concernsSteps.test(text)) for (const [pattern, by] of steps) text = text.replace(pattern, by);
  return withoutNumbers(text).replace(/#+/g, '#').slice(0, maxLength).trimEnd();
};

/**
 * The name of the family a thread belongs to: digits, hex, ids, addresses and hosts become `#`.
 * `http-nio-127.0.0.1-18080-exec-9` and `http-nio-8080-exec-1` are `http-nio-#-exec-#`; `OkHttp https://a/...` is `OkHttp https://#`.
 */
export const familyOf = (name: string): string => {
  const before = families.get(name);
  if (before !== undefined) return before;
  const family = derive(name);
  if (families.size > maxKnown) families.clear();
  families.set(name, family);
  return family;
};

const address = /\b\d{1,3}(?:\.\d{1,3}){3}\b(?:[-:]\d+)?/g;

const firstNumber = /\d+/;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** First and last number in a name. */
type Indexes = { readonly first: number; readonly last: number };

const deriveIndexes = (name: string): Indexes | undefined => {
  const plain = name.includes('.') ? name.replace(address, '') : name;
  const first = firstNumber.exec(plain);
  if (first === null) return undefined;
  // From the end, where it stands: a regular expression would try every number before it.
  let end = plain.length;
  while (!isDigit(plain.charCodeAt(end - 1))) end--;
  let start = end - 1;
  while (start > 0 && isDigit(plain.charCodeAt(start - 1))) start--;
  return { first: Number(first[0]), last: Number(plain.slice(start, end)) };
};

const indexes = new Map<string, Indexes | undefined>();

/** First and last number in a name, `pool-12-thread-3` -> {first: 12, last: 3}; undefined without one. Numbers of addresses are left out. */
export const indexesOf = (name: string): Indexes | undefined => {
  const before = indexes.get(name);
  if (before !== undefined || indexes.has(name)) return before;
  const found = deriveIndexes(name);
  if (indexes.size > maxKnown) indexes.clear();
  indexes.set(name, found);
  return found;
};
