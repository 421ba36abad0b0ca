import type { Found } from './found.ts';

const signal =
  /^#\s{1,4}((?:(SIG[A-Z]{2,6}|EXCEPTION_[A-Z_]{3,40})|Internal Error) \([^)\n]{1,200}\).{0,120}pid=\d{1,10}.{0,60})/;
const frame = /^# ([CVJjvA]) {2}(?=\S)(.{1,300})/;
/** The frame stands a few lines below the signal: version and VM between. */
const linesBetween = 8;

/** The head of a crash report in what went to standard output: its signal, once more with the frame where that is named. */
export const jvmCrash = (text: string, above: (back: number) => string | undefined): Found | undefined => {
  const [, , name = 'error'] = signal.exec(text) ?? [];
  if (signal.test(text)) return { index: 0, values: { signal: name } };
  const named = frame.exec(text);
  if (named === null || above(1)?.startsWith('# Problematic frame:') !== true) return undefined;
  for (let back = 2; back <= linesBetween; back++) {
    const [, message, by = 'error'] = signal.exec(above(back) ?? '') ?? [];
    if (message !== undefined)
      return { index: 0, values: { signal: by, message, kind: named[1] ?? '', frame: (named[2] ?? '').trim() } };
  }
  return undefined;
};
