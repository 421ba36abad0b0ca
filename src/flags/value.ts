import { Flags } from '@oclif/core';
import { durationMs, momentMs } from '../model/duration.ts';
import { RequestError } from '../model/exit-code.ts';

export const duration = Flags.custom<number>({
  parse: async (text) => {
    const ms = durationMs(text);
    if (ms === undefined) {
      throw new RequestError('bad-flag', `"${text}" is not a duration`, ['write 500ms, 2s, 1.5m or 1h']);
    }
    return ms;
  },
});

/** A moment with its zone, epoch ms. */
export const moment = Flags.custom<number>({
  parse: async (text) => {
    const ms = momentMs(text);
    if (ms === undefined) {
      throw new RequestError('bad-flag', `"${text}" is no moment`, [
        'write date, time and zone: 2026-11-20T03:12:00Z or 2026-11-20T12:12:00+09:00',
      ]);
    }
    return ms;
  },
});

/** A comma-separated flag whose words are checked against a list. */
export const words = (text: string, allowed: readonly string[], flag: string): string[] => {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = parts.find((part) => !allowed.includes(part));
  if (wrong === undefined) return parts;
  throw new RequestError('bad-flag', `--${flag} does not know "${wrong}"`, [`it takes ${allowed.join(', ')}`]);
};
