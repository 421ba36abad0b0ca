/**
 * The attach protocol of HotSpot. Source: attachListener.cpp, VirtualMachineImpl.java; version 2 since JDK 24/25.
 * v1: `1\0command\0arg\0arg\0arg\0`, always three arguments. v2: `2\0<bytes after this field>\0command options\0arg\0...`.
 */
const encoder = new TextEncoder();

export const requestV1 = (command: string, args: readonly string[] = []): Uint8Array =>
  encoder.encode(['1', command, ...[0, 1, 2].map((index) => args[index] ?? ''), ''].join('\0'));

export const requestV2 = (command: string, args: readonly string[] = [], options = ''): Uint8Array => {
  const body = encoder.encode([options === '' ? command : `${command} ${options}`, ...args, ''].join('\0'));
  const head = encoder.encode(`2\0${body.length}\0`);
  const request = new Uint8Array(head.length + body.length);
  request.set(head);
  request.set(body, head.length);
  return request;
};

/** First line of an answer is the status, 0 for success; the rest is the text of the command or of the error. */
export type Answer = { readonly status: number; readonly body: Uint8Array };

/** Undefined when not even the status line arrived. */
export const readAnswer = (bytes: Uint8Array): Answer | undefined => {
  const newline = bytes.subarray(0, 16).indexOf(0x0a);
  if (newline < 0) return undefined;
  const status = Number(new TextDecoder().decode(bytes.subarray(0, newline)));
  return Number.isInteger(status) ? { status, body: bytes.subarray(newline + 1) } : undefined;
};

/** `2 streaming` of a JVM that can be told not to write from inside the safepoint; older ones do not know the command. */
export const canBuffer = (answer: Answer | undefined): boolean =>
  answer?.status === 0 && /^2\b.*\bstreaming\b/s.test(new TextDecoder().decode(answer.body.subarray(0, 256)));
