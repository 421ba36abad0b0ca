/** Names of secrets, as a part of an option's name. */
const secretName =
  /(?:passw(?:or)?d|passphrase|pwd|secret|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|(?:^|[-_.])token)s?$/i;

/** What the capture puts in place of a secret, also where the text must keep its length. */
const redacted = /\[redacted\]\**|^\*{3,}$/;

const isPath = (value: string): boolean => /^(?:file:|classpath:|\.{0,2}\/|[A-Za-z]:\\|\$\{|ENC\()/.test(value);

/** Names of options whose value is a secret; never the value. A path to a file of secrets or a placeholder is none. */
export const secretsIn = (words: readonly string[]): readonly string[] => {
  const names = new Set<string>();
  for (const [i, word] of words.entries()) {
    const assigned = /^(?:-D|--?)?([\w.[\]-]{1,120})=(.+)$/s.exec(word);
    if (assigned !== null) {
      const [, name = '', value = ''] = assigned;
      if (
        redacted.test(value) ||
        (secretName.test(name) && !isPath(value) && !/^(?:true|false|null|\d{1,5})$/.test(value))
      )
        names.add(name);
    } else if (redacted.test(word)) {
      const before = words[i - 1] ?? '';
      names.add(/^-/.test(before) && !before.includes('=') ? before.replace(/^-+/, '') : 'an argument');
    }
  }
  return [...names];
};
