import type { SecretRange } from './range.ts';

/**
 * Secrets that show by their own form, with the issuer's documented prefix: AWS access key ids, GitHub, GitLab, Slack, Google,
 * Stripe, Vault, npm tokens; JSON Web Tokens (RFC 7519).
 */
const issued =
  /(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{16}(?![A-Za-z0-9])|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{40,255}|glpat-[\w-]{20,255}|xox[abeoprs]-[\w-]{10,255}|AIza[\w-]{35}|[sr]k_(?:live|test)_\w{16,255}|hv[sbr]\.[\w-]{20,255}|npm_\w{36}|eyJ[\w-]{8,8192}\.[\w-]{8,65536}(?:\.[\w-]{0,8192}){0,3})/g;

const scheme = /(?<![A-Za-z0-9])(?:bearer|basic)[ \t]{1,8}([\w.~+/=-]{8,65536})/gi;

const isBasic = (value: string): boolean => {
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  return /^[\x20-\x7e\x80-\xff]*:[\x20-\x7e\x80-\xff]*$/.test(decoded);
};
const isBearer = (value: string): boolean => /\d/.test(value) || (value.length >= 16 && !value.includes('.'));

/** `Bearer` and `Basic` credentials (RFC 6750, RFC 7617), not the English words after which an ordinary word stands. */
function* credentials(text: string): Generator<SecretRange> {
  for (const match of text.matchAll(scheme)) {
    const value = match[1]!;
    const end = match.index + match[0].length;
    const isSecret = /^basic/i.test(match[0]) ? isBasic(value) : isBearer(value);
    if (isSecret) yield { context: match.index, start: end - value.length, end };
  }
}

const pemBegin = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g;
const pemLine =
  /(?:\\r|\\n|[\r\n])*[ \t]*(?:[A-Za-z0-9+/=]{1,256}|(?:Proc-Type|DEK-Info):[^\r\n\\"']{0,128})(?=\\r|\\n|[\r\n"'\s]|$)/y;
const maxPemBytes = 32_768;

/** The end of the lines after `from` that look like base64: the end line was cut off. */
const endOfPemLines = (text: string, from: number): number => {
  let end = from;
  while (end - from < maxPemBytes) {
    pemLine.lastIndex = end;
    const line = pemLine.exec(text);
    if (line === null) break;
    end += line[0].length;
  }
  return end;
};

/** The body of private keys in PEM (RFC 7468), also when the end line is missing or the lines are joined by `\n`. */
function* privateKeys(text: string): Generator<SecretRange> {
  for (const match of text.matchAll(pemBegin)) {
    const start = match.index + match[0].length;
    const endLine = text.indexOf('-----END', start);
    const isWhole = endLine !== -1 && endLine - start < maxPemBytes;
    yield { context: match.index, start, end: isWhole ? endLine : endOfPemLines(text, start) };
  }
}

export function* tokenSecrets(text: string): Generator<SecretRange> {
  for (const match of text.matchAll(issued)) {
    yield { context: match.index, start: match.index, end: match.index + match[0].length };
  }
  yield* credentials(text);
  yield* privateKeys(text);
}
