import { TransportError } from '../../model/transport.ts';

const wordsOf: readonly (readonly [RegExp, TransportError['code'], string])[] = [
  [/no such file|not a directory/i, 'not-found', 'no such file'],
  [/permission denied|not permitted/i, 'denied', 'permission denied'],
  [/no such process/i, 'gone', 'the process ended'],
];

/** What a tool complained about a path. */
export const complaint = (attempt: string, path: string, stderr: string): TransportError => {
  const line = stderr.split('\n').find((each) => each.includes(path)) ?? '';
  const [, code, text] = wordsOf.find(([pattern]) => pattern.test(line)) ?? [
    undefined,
    'failed' as const,
    line === '' ? 'no reason given' : line.slice(-200),
  ];
  return new TransportError(code, `cannot ${attempt} ${path}: ${text}`);
};
