// node record-code.js BUNDLE WORD...: runs jdiag once and keeps the code that V8 made of it meanwhile.
import { renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [node, , bundle, ...words] = process.argv;
const { bundleLoader, codeFile } = createRequire(import.meta.url)(join(bundle, 'code-cache.js'));
const { load, scripts } = bundleLoader(bundle, () => undefined);

process.on('exit', () => {
  const codes = [];
  const files = {};
  let at = 0;
  for (const [file, script] of scripts) {
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
