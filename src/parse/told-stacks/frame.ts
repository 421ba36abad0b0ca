import type { Frame, ThreadState } from '../../model/thread-dump.ts';
import { frameOf } from '../text/frame.ts';

const shape =
  /^\s*(?:at )?((?:[\w.-]{1,60}(?:@[\w.+-]{1,40})?\/{1,2}){0,2}[\w$]{1,200}(?:\.[\w$/]{1,200}){1,20}\.[\w$<>]{1,200}\([^()\n]{0,200}\))(?: native)?(?: <== monitors:\d{1,4})?\s*$/;

/** `at com.acme.A.b(A.java:1)`, also without `at` and with what sampling tools write behind it. */
export const toldFrame = (text: string): Frame | undefined => {
  if (text.length > 1000) return undefined;
  const found = shape.exec(text)?.[1];
  return found === undefined ? undefined : frameOf(found);
};

/** On top of a stack it is a thread that waits, never an exception. */
export const waitOf = ({ className, method }: Frame): ThreadState | undefined => {
  if (/^(?:sun|jdk\.internal)\.misc\.Unsafe$/.test(className) && /^park/.test(method)) return 'WAITING';
  return className === 'java.lang.Object' && /^wait0?$/.test(method) ? 'WAITING' : undefined;
};
