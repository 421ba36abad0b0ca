#!/usr/bin/env node
// CommonJS: starting Node's other loader costs as much as the whole answer to --version.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  // Answered before anything else is loaded: scripts ask for it often.
  const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
  process.stdout.write(`jdiag/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  require('../dist/code-cache.js').run('main.js');
}
