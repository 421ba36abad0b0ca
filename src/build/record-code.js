// node record-code.js BUNDLE OWN-FILES WORD...: runs jdiag once and keeps the code that V8 made of it meanwhile. Our own
// files that were not needed are compiled whole; of others' code only what ran is worth its bytes.
import { renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

const [node, , bundle, ownFiles, ...words] = process.argv;
const { bundleLoader, codeFile, compiled } = createRequire(import.meta.url)(join(bundle, 'code-cache.js'));
const { load, scripts } = bundleLoader(bundle, () => undefined);

const wholeScripts = () => {
  // Not lazily: every function now. Code compiled so is taken by a V8 with its usual options once they are back.
  setFlagsFromString('--no-lazy');
  const rest = JSON.parse(ownFiles).filter((file) => !scripts.has(file));
  const whole = rest.map((file) => [file, compiled(join(bundle, file))]);
  setFlagsFromString('--lazy');
  return whole;
};

process.on('exit', () => {
  const codes = [];
  const files = {};
  let at = 0;
  for (const [file, script] of [...scripts, ...wholeScripts()]) {
    const code = script.createCachedData();
    codes.push(code);
    files[file] = [at, code.length];
    at += code.length;
  }
  const partial = join(bundle, `${codeFile}.partial`);
  writeFileSync(partial, `${JSON.stringify({ v8: process.versions.v8, files })}\n`);
  writeFileSync(partial, Buffer.concat(codes), { flag: 'a' });
  renameSync(partial, join(bundle, codeFile));
});

process.argv = [node, 'jdiag', ...words];
load('main.js');
