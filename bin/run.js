#!/usr/bin/env node
import { readFileSync } from 'node:fs';

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  // Answered before anything else is loaded: scripts ask for it often.
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`jdiag/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  await import('../dist/main.js');
}
