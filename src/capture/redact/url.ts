import type { SecretRange } from './range.ts';

const address = /[^\s"'<>\0\\]{1,4096}/y;
const queryKeys =
  /[?&;](?:sig|signature|key|code|auth|sas|assertion|x-(?:amz|goog)-(?:signature|credential|security-token))=([^&#;]{1,4096})/gi;
const oracleThin = /oracle:(?:thin|oci8?):[^\s/@"'\0]{1,128}\/([^\s@"'\0]{1,128})@/gi;

/** Where the user information ends, or -1. A raw `/` in a password is not allowed by RFC 3986 and seen all the same. */
const userInfoEnd = (rest: string): number => {
  const authority = /^[^/?#]*/.exec(rest)![0];
  const at = authority.lastIndexOf('@');
  if (at !== -1) return at;
  const colon = authority.indexOf(':');
  if (colon === -1 || /^\d{0,5}$/.test(authority.slice(colon + 1)) || authority.includes(']')) return -1;
  return rest.indexOf('@', authority.length);
};

/** Passwords in `scheme://user:password@host`, long user names alone (they are tokens), signatures and keys in queries, Oracle's `user/password@`. */
export function* urlSecrets(text: string): Generator<SecretRange> {
  for (let colon = text.indexOf('://'); colon !== -1; colon = text.indexOf('://', colon + 3)) {
    const from = colon + 3;
    const context = Math.max(0, colon - 32);
    address.lastIndex = from;
    const rest = address.exec(text)?.[0] ?? '';
    const end = userInfoEnd(rest);
    if (end > 0) {
      const password = rest.slice(0, end).indexOf(':');
      if (password !== -1) yield { context, start: from + password + 1, end: from + end };
      else if (end >= 16 && /[0-9A-Z]/.test(rest.slice(0, end))) yield { context, start: from, end: from + end };
    }
    for (const match of rest.matchAll(queryKeys)) {
      const valueEnd = from + match.index + match[0].length;
      yield { context, start: valueEnd - match[1]!.length, end: valueEnd };
    }
  }
  for (const match of text.matchAll(oracleThin)) {
    const end = match.index + match[0].length - 1;
    yield { context: match.index, start: end - match[1]!.length, end };
  }
}
