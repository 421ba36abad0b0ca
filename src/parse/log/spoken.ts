/** A key whose value is what the program said: `message="..."`, `"stack_trace": "..."`, `[cause=...`. */
const messageKey =
  /(?:^|[\s,{[(;&|])\\?["']?@?(?:message|msg|error|err|exception|cause|reason|log|text|throwable|thrown|stack_?trace)\\?["']?\s*[=:]\s*(?:\\?["'])?$/i;

/**
 * Whether the words at `index` are said by the line and not part of another word, an option, a pattern or a quoted
 * setting: log lines put a blank or an opening bracket before them, or name them a message.
 */
export const isSpoken = (text: string, index: number): boolean => {
  if (index === 0) return true;
  const before = text[index - 1] as string;
  if (/[\w$./\\+*^~@%|-]/.test(before)) return false;
  if (before === '"' || before === "'" || before === '`' || before === '=')
    return messageKey.test(text.slice(Math.max(0, index - 40), index));
  return true;
};

/** A level or a time: the line is an entry of a log and not of a configuration. */
export const isLogEntry = (text: string): boolean =>
  /\b(?:FATAL|ERROR|SEVERE|WARN|WARNING|INFO|DEBUG|TRACE)\b|\[(?:error|warning|info)\s*\]|\d\d:\d\d:\d\d/.test(
    text.slice(0, 200),
  );

/** So much of the text before a class name is looked at: keeps hostile lines linear. */
const contextChars = 400;

/** Nothing, or words of a stack trace, stand before a class name that no message follows. */
export const isBare = (text: string, index: number): boolean => {
  const before = text.slice(Math.max(0, index - contextChars), index);
  if (index <= contextChars && before.trim() === '') return true;
  return /(?:Caused by: |Suppressed: |Exception in thread ".*" |nested exception is |(?:Terminating|Aborting) due to |Exception: )\s*$/.test(
    before,
  );
};

/** Where the qualified name of a class that ends at `end` begins. */
const startOfName = (text: string, end: number): number => {
  const from = Math.max(0, end - contextChars);
  const name = /[\w$.]*$/.exec(text.slice(from, end))?.[0] ?? '';
  return end - name.length;
};

/**
 * Where one of these exceptions was thrown or logged: with a message after it (`com.acme.X: text`), or alone as in a stack trace.
 * Settings, patterns, class lists and longer names are none. `names`: a pattern of simple names with the flag `g`.
 */
export const thrownAt = (
  text: string,
  names: RegExp,
): { readonly index: number; readonly name: string } | undefined => {
  for (const found of text.matchAll(names)) {
    const end = found.index + found[0].length;
    if (/[\w$.]/.test(text[end] ?? '')) continue;
    const index = startOfName(text, end);
    if (!text.slice(index, end).endsWith(found[0]) || /[\w$]/.test(text[found.index - 1] ?? '')) continue;
    const said = text.startsWith(': ', end)
      ? isSpoken(text, index)
      : end === text.trimEnd().length && isBare(text, index);
    if (said) return { index, name: found[0] };
  }
  return undefined;
};
