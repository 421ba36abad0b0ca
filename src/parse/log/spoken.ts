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
