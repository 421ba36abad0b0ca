// esbuild splits ECMAScript modules only, and Node 20 can keep compiled code of CommonJS only: after the split, every
// file of the bundle is rewritten as CommonJS.
import { transform } from 'esbuild';

const ofBundle = /\bimport\(("\.{1,2}\/[^"]+")\)/g;
const ofOthers = /\bimport\((?!\))/g;

/** Names a file may use, each with what it stands for. Code that was compiled ahead has no `import()`: its loader lends one. */
const names = {
  __moduleUrl: 'require("node:url").pathToFileURL(__filename).href',
  __import: 'require.import??(name=>import(name))',
};

/** The source of one bundled ECMAScript module as CommonJS. */
export const asCommonJs = async (source) => {
  const required = source
    .replace(ofBundle, 'Promise.resolve().then(()=>require($1))')
    .replace(ofOthers, '__import(')
    .replaceAll('import.meta.url', '__moduleUrl');
  const used = Object.entries(names).filter(([name]) => required.includes(name));
  const { code } = await transform(required, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    banner: used.map(([name, value]) => `const ${name}=${value};`).join(''),
  });
  return code;
};
