// npm run score [-- --corpus DIR]: what the rules find and where they cry wolf, on our captures and on files of others. Writes docs/accuracy.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { imported } from '../../src/build/in-process.js';

const root = new URL('../..', import.meta.url).pathname;
const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: process.env['JDIAG_CORPUS'] ?? '' },
    explained: { type: 'string', default: join(root, 'test/score/explained.yaml') },
  },
});

if (!existsSync(join(root, 'src/generated/rules.ts'))) throw new Error('run npm run build first');
const { score } = await imported('test/score/score.ts');

const page = join(root, 'docs/accuracy.md');
const { text, ok } = await score({
  captures: join(root, 'fixtures/captures'),
  explained: options.explained,
  corpus: options.corpus === '' ? undefined : resolve(options.corpus),
  earlier: existsSync(page) ? readFileSync(page, 'utf8') : '',
});
writeFileSync(page, text);
process.stdout.write(text);
if (!ok) process.exitCode = 1;
