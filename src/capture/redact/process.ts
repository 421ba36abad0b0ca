import { redactArguments, redactStrings, redactText } from './text.ts';

/** The kernel cuts names of threads to 15 bytes: the `@` that ends a password in a URL may be gone. */
const redactThreadName = (name: string): string =>
  redactText(name, 'argument').replace(/(:\/\/[^\s/@:]*:)(?!\[redacted\])[^@]+$/, '$1[redacted]');

const redactStat = (stat: string): string => {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  if (open === -1 || close < open) return stat;
  return `${stat.slice(0, open + 1)}${redactThreadName(stat.slice(open + 1, close))}${stat.slice(close)}`;
};

const redactStatus = (status: string): string =>
  redactText(
    status.replace(/^(Name:\t)(.*)$/m, (_, label: string, name: string) => `${label}${redactThreadName(name)}`),
  );

const redactFile = (name: string, text: unknown): unknown => {
  if (typeof text !== 'string') return redactStrings(text);
  if (/(?:^|\/)cmdline$/.test(name)) return redactArguments(text.split('\0')).join('\0');
  if (/(?:^|\/)environ$/.test(name))
    return text
      .split('\0')
      .map((entry) => redactText(entry, 'argument'))
      .join('\0');
  if (/(?:^|\/)stat$/.test(name)) return redactStat(text);
  if (/(?:^|\/)status$/.test(name)) return redactStatus(text);
  if (/(?:^|\/)comm$/.test(name)) return redactThreadName(text);
  return redactText(text);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same object when nothing was secret: of thousands of threads none usually is. */
const redactFiles = (files: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const changed: Record<string, unknown> = {};
  for (const name of Object.keys(files)) {
    const redacted = redactFile(name, files[name]);
    if (redacted !== files[name]) changed[name] = redacted;
  }
  return Object.keys(changed).length === 0 ? files : { ...files, ...changed };
};

/**
 * The raw `process` artifact: `{files: {"cmdline": "java\0-Da=b", "task/7/stat": "7 (name) S ..."}}`. Arguments are redacted one by
 * one, so that a value with spaces goes whole; thread names inside `stat` keep the brackets around them. Undefined: not such JSON.
 */
export const redactProcess = (text: string): string | undefined => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(document)) return undefined;
  const { files, ...rest } = document;
  const redactedRest = redactStrings(rest);
  const redactedFiles = isRecord(files) ? redactFiles(files) : redactStrings(files);
  const isSame = redactedFiles === files || JSON.stringify(redactedFiles) === JSON.stringify(files);
  if (isSame && JSON.stringify(redactedRest) === JSON.stringify(rest)) return text;
  const redacted = { ...document, ...redactedRest, ...(files === undefined ? {} : { files: redactedFiles }) };
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '';
  return `${JSON.stringify(redacted, null, indent)}${/\r?\n$/.exec(text)?.[0] ?? ''}`;
};
