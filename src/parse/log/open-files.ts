import type { Found } from './found.ts';
import { isLogEntry } from './spoken.ts';

/** strerror(EMFILE), strerror(ENFILE) behind what could not be done, as the JDK, Netty, Tomcat and libc programs put it. */
const said =
  /(?:(?:Exception|Error|failed|accept\d?|open|socket|socketpair|pipe2?|epoll_create\d?|\(errno: 24\)|errno ?=? ?24)(?:\(\.\.\))?: |\S \()Too many open files(?: in system)?(?=\)|\s*$|\s*[\\"|\]]|[.;,])/;

/** The process, or the machine, has no file descriptor left. */
export const openFiles = (text: string): Found | undefined => {
  const found = said.exec(text);
  if (found === null) return undefined;
  const isException = /Exception|Error/.test(text.slice(Math.max(0, found.index - 300), found.index + 20));
  if (!isException && !isLogEntry(text) && found.index > 80) return undefined;
  return { index: Math.max(0, text.lastIndexOf(' ', found.index) + 1), values: {} };
};
