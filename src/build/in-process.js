// Benchmarks and the score call the sources in their own process: bundled first, because Node 20 does not read TypeScript.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The URL of the module a source file was bundled to, `bench/in-process.ts`; run `npm run build` first. */
export const bundled = async (source) => {
  const outfile = join(root, 'dist', source.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  return pathToFileURL(outfile).href;
};

/** That module. */
export const imported = async (source) => import(await bundled(source));
