import type { Frame, Stack } from '../../model/thread-dump.ts';
import { kindOfClass } from './frame-table.ts';
import { perStack } from './per-stack.ts';

/** `com.acme.Order.place(Order.java:42)`, as a dump writes it without module prefix. */
export const frameText = (frame: Frame): string => `${frame.className}.${frame.method}(${frame.location})`;

/** A class of the JDK itself (java, javax, jdk, sun, com.sun). */
export const isJdkFrame = (frame: Frame): boolean => kindOfClass(frame.className) === 'jdk';

/** A database or store driver: JDBC of MySQL, PostgreSQL, Oracle, Tibero, Altibase, Cubrid, MSSQL ..., Mongo, Jedis' wire code. */
export const isDriverFrame = (frame: Frame): boolean => kindOfClass(frame.className) === 'driver';

/** A frame of the application's own code by the frame table: no JDK, framework, driver, agent or generated class. */
export const isApplicationFrame = (frame: Frame): boolean => kindOfClass(frame.className) === 'application';

const firstByTable = perStack((stack) => stack.frames.find(isApplicationFrame));

const inPackages = (frame: Frame, packages: readonly string[]): boolean =>
  packages.some((name) => frame.className.startsWith(name) && /^$|^[.$]/.test(frame.className.slice(name.length))) &&
  kindOfClass(frame.className) !== 'generated';

/**
 * The first frame from the top that is the application's own. With `appPackages` (`com.acme`) a frame of these is
 * preferred; where none matches, the frame table decides. Proxies and lambda classes are passed over.
 */
export const firstApplicationFrame = (stack: Stack, appPackages?: readonly string[]): Frame | undefined => {
  if (appPackages !== undefined && appPackages.length > 0) {
    const named = stack.frames.find((frame) => inPackages(frame, appPackages));
    if (named !== undefined) return named;
  }
  return firstByTable(stack);
};
