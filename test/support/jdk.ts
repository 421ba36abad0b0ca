import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

const roots = [process.env['JDIAG_JDKS'], '/usr/lib/jvm'].filter((root): root is string => root !== undefined);

const releaseOf = (folder: string): number | undefined => {
  const text = /(?:^|-)(?:1\.)?(\d+)(?:$|[-.])/.exec(folder)?.[1];
  return text === undefined ? undefined : Number(text);
};

/** JAVA_HOME by feature release, of every JDK (not JRE) found under $JDIAG_JDKS and /usr/lib/jvm. */
export const jdks: ReadonlyMap<number, string> = new Map(
  roots
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root).map((folder) => [releaseOf(folder), join(root, folder)] as const))
    .filter((entry): entry is readonly [number, string] => entry[0] !== undefined)
    .filter(([, home]) => existsSync(join(home, 'bin/javac')))
    .sort(([a], [b]) => b - a),
);

const required = (process.env['JDIAG_REQUIRE'] ?? '').split(',').includes('jdk');

/** The JDK most tests use: 17 when it is there, else the newest. */
const anyJdk: string | undefined = jdks.get(17) ?? [...jdks.values()][0];

/**
 * A describe block that needs a JDK. Without one it is skipped and says so on stderr; with JDIAG_REQUIRE=jdk it fails.
 */
export const describeWithJdk = (title: string, body: (home: string) => void): void => {
  if (anyJdk !== undefined) {
    describe(title, () => body(anyJdk));
    return;
  }
  if (required) {
    describe(title, () => {
      throw new Error(`JDIAG_REQUIRE=jdk, but no JDK was found under ${roots.join(' or ')}`);
    });
    return;
  }
  process.stderr.write(`SKIPPED (no JDK found): ${title}\n`);
  describe.skip(title, () => body(''));
};

/** The same for each JDK that is there and `wanted`: `JDK 17 TITLE`. Of those that are not even wanted of CI none need be there. */
export const describeOnEachJdk = (
  title: string,
  body: (home: string) => void,
  wanted: (release: number) => boolean = () => true,
): void => {
  const found = [...jdks].filter(([release]) => wanted(release));
  for (const [release, home] of found) describe(`JDK ${release} ${title}`, () => body(home));
  if (found.length > 0) return;
  if (jdks.size === 0) {
    describeWithJdk(title, body);
    return;
  }
  process.stderr.write(`SKIPPED (no such JDK found): ${title}\n`);
  describe.skip(title, () => body(''));
};
