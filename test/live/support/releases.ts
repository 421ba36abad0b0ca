import { describe } from 'vitest';
import { describeWithJdk, jdks } from '../../support/jdk.ts';

/**
 * One JDK as a rule; every JDK found when JDIAG_JDKS names a folder of them (8 and 25 differ in how they attach, and in
 * what they write where).
 */
export const describeOnJdks = (title: string, body: (home: string) => void): void => {
  if (process.env['JDIAG_JDKS'] === undefined || jdks.size === 0) describeWithJdk(title, body);
  else describe.each([...jdks])(`JDK %d: ${title}`, (_, home) => body(home));
};
