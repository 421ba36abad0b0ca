import { keyedSecrets, type Style } from './keyed.ts';
import { joinRanges, replaceRanges, type SecretRange } from './range.ts';
import { tokenSecrets } from './token.ts';
import { urlSecrets } from './url.ts';

/** All secrets of a text, sorted and joined. */
export const findSecrets = (text: string, style: Style = 'text'): readonly SecretRange[] =>
  joinRanges([...keyedSecrets(text, style), ...urlSecrets(text), ...tokenSecrets(text)]);

/** The text with its secrets replaced by `[redacted]`; as many lines as before. */
export const redactText = (text: string, style: Style = 'text'): string =>
  replaceRanges(text, findSecrets(text, style));

/** Arguments of a command line, where a secret's flag and value may be two of them. */
export const redactArguments = (argv: readonly string[]): readonly string[] =>
  argv.map((argument, index) => {
    const flag = argv[index - 1];
    const pair =
      flag === undefined || !/^-[^\s=:]*$/.test(flag) || argument.startsWith('-') ? undefined : `${flag} ${argument}`;
    const valueIsSecret =
      pair !== undefined && findSecrets(pair, 'argument').some(({ start }) => start === flag!.length + 1);
    return valueIsSecret ? '[redacted]' : redactText(argument, 'argument');
  });

/** Every string inside plain data, at any depth. */
export const redactStrings = <T>(value: T): T => {
  if (typeof value === 'string') return redactText(value) as T;
  if (Array.isArray(value)) return value.map(redactStrings) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, redactStrings(entry)])) as T;
};
