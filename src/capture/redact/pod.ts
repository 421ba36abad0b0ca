import { redactArguments, redactStrings, redactText } from './text.ts';

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const redacted = '[redacted]';

/** Options of a JVM are evidence; what else stands in an environment may be a secret under any name. */
const isOptionName = (name: unknown): boolean =>
  typeof name === 'string' && /^_?(?:JAVA|JDK|JVM|CATALINA)_?.*(?:OPTS|OPTIONS|ARGS)/.test(name);

/** The size of a pool, a number and nothing else: without it no verdict knows the maximum. */
const isSize = (name: unknown, value: string): boolean =>
  typeof name === 'string' &&
  /^(?:SPRING|QUARKUS|SERVER)_[A-Z0-9_]{0,100}(?:MAX|SIZE|THREADS)/.test(name) &&
  /^\d{1,6}$/.test(value);

const strings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const redactEnv = (entry: unknown): unknown => {
  if (!isRecord(entry) || typeof entry['value'] !== 'string') return redactStrings(entry);
  if (isSize(entry['name'], entry['value'])) return entry;
  const value = isOptionName(entry['name']) ? redactArguments(entry['value'].split(/ (?=-)/)).join(' ') : redacted;
  return { ...entry, value };
};

/** The whole object once more, as text, with every value of its environment. */
const isCopyOfAll = (name: string): boolean => name.endsWith('/last-applied-configuration');

const redactField = (name: string, value: unknown): unknown => {
  if (name === 'env' && Array.isArray(value)) return value.map(redactEnv);
  // Probes log in with them.
  if (name === 'httpHeaders' && Array.isArray(value))
    return value.map((each) => (isRecord(each) ? { ...each, value: redacted } : redacted));
  if ((name === 'command' || name === 'args') && strings(value)) return redactArguments(value);
  if (isCopyOfAll(name)) return redacted;
  if (Array.isArray(value)) return value.map((each) => redactField('', each));
  if (isRecord(value)) return redactObject(value);
  return typeof value === 'string' ? redactText(value) : value;
};

const redactObject = (value: Json): Json =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [name, redactField(name, each)]));

/**
 * Objects of the Kubernetes API: values of environment variables go, those with options of the JVM are redacted as a command line;
 * so do headers of probes and kubectl's copy of the whole. Undefined: not such JSON.
 */
export const redactPod = (text: string): string | undefined => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(document)) return undefined;
  return `${JSON.stringify(redactObject(document), null, 1)}\n`;
};
