import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

const names = ['okhttp-async-per-request-jdk17', 'spring-requires-new-one-pool-jdk17'];

/** Folders of the captures that ship with the package. */
export const demoCaptures = (): readonly string[] =>
  names.map((name) => join(packageRoot(), 'fixtures/captures', name));
