/** A word that names a secret, found in a text. `start` is where the whole key begins (`-Dspring.datasource.` included). */
export type KeyMatch = {
  readonly start: number;
  readonly end: number;
  readonly key: string;
  /** `token`-like words are also plain English and counters: their values must look like a secret. */
  readonly strength: 'strong' | 'weak';
};

const words =
  /passw(?:or)?ds?|passphrases?|passcodes?|pass|pwd|secrets?|credentials?|(?:api|access|private|secret|encryption|master|account)[-_.]?keys?|tokens?|authorization|cookies?|jsessionid|session[-_.]?id/gi;
const weakWords = /^(?:tokens?|cookies?|authorization|credentials?)$/i;
const keyCharacter = /[A-Za-z0-9_.$-]/;
const maxKeyLength = 200;

const isBounded = (text: string, start: number, word: string): boolean => {
  const before = text[start - 1] ?? '';
  if (!/[A-Za-z]/.test(before)) return true;
  return /[a-z]/.test(before) && /^[A-Z]/.test(word);
};

/** The shell's own variables end in PWD and hold a folder. */
const isWorkingFolder = (key: string): boolean => key === 'PWD' || key === 'OLDPWD';

const keyStart = (text: string, wordStart: number): number => {
  let start = wordStart;
  const floor = Math.max(0, wordStart - maxKeyLength);
  while (start > floor && keyCharacter.test(text[start - 1]!)) start -= 1;
  return start;
};

/** Every place where a key ends in a word for a secret: `DB_PASSWORD`, `keyStorePassword`, `access-token`, `password2`. */
export function* secretKeys(text: string): Generator<KeyMatch> {
  words.lastIndex = 0;
  for (let match = words.exec(text); match !== null; match = words.exec(text)) {
    const resumeAt = words.lastIndex;
    const word = match[0];
    let end = match.index + word.length;
    while (end - match.index < word.length + 3 && /[0-9]/.test(text[end] ?? '')) end += 1;
    const isWord = word.toLowerCase() !== 'pass' || isBounded(text, match.index, word);
    if (isWord && !/[A-Za-z0-9_]/.test(text[end] ?? '')) {
      const start = keyStart(text, match.index);
      const key = text.slice(start, end);
      if (!isWorkingFolder(key)) yield { start, end, key, strength: weakWords.test(word) ? 'weak' : 'strong' };
    }
    words.lastIndex = resumeAt;
  }
}
