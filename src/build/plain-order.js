import { readFile } from 'node:fs/promises';

const sorted = 'a.id.localeCompare(b.id)';
const plain = '(a.id < b.id ? -1 : 1)';

/**
 * oclif sorts its commands as people of a language would. The first such comparison of a process makes V8 load the rules of
 * all languages: 9 ms of every start, for words of ASCII.
 */
export const plainOrder = {
  name: 'plain-order',
  setup: ({ onLoad }) => {
    onLoad({ filter: /@oclif\/core\/lib\/config\/plugin\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes(sorted))
        throw new Error(`${path} sorts in another way now: see what src/build/plain-order.js is for`);
      return { contents: source.replace(sorted, plain) };
    });
  },
};
