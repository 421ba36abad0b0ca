import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScalar, parseDocument, stringify } from 'yaml';
import { sourceOffsets } from '../../src/engine/yaml/offsets.ts';

const place = (source: string) => {
  const node = parseDocument(source).contents;
  if (!isScalar(node) || !node.range) throw new Error('not a scalar');
  const value = String(node.value);
  return { value, offsets: sourceOffsets(source, node.range[0], node.range[1], value) };
};

/** For each word of the value: what stands at its place in the source. */
const found = (source: string): readonly string[] => {
  const { value, offsets } = place(source);
  return [...value.matchAll(/\w+/g)].map(({ 0: word, index }) => {
    const last = offsets[index + word.length - 1] ?? 0;
    return source.slice(offsets[index], last + 1);
  });
};

describe('a word of a YAML text is found in its source', () => {
  it.each([
    ['plain', 'one two three'],
    ['double quotes', '"one \\"two\\" \\\\ three"'],
    ['single quotes', "'one ''two'' three'"],
    ['folded', '>-\n  one\n  two\n\n  three\n'],
    ['literal', '|\n    one two\n    three\n'],
    ['plain over lines', 'one\n  two\n  three'],
    ['escaped breaks', '"one\\ntwo\\tthree"'],
    ['a line continued', '"one \\\n  two three"'],
  ])('%s', (_, source) => expect(found(source)).toEqual(['one', 'two', 'three']));

  it('offsets never go back and stay inside, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL'),
        (text, style) => {
          const source = stringify(text, { defaultStringType: style });
          const { value, offsets } = place(source);
          expect(offsets).toHaveLength(value.length + 1);
          for (const [i, offset] of offsets.entries()) {
            expect(offset).toBeGreaterThanOrEqual(offsets[i - 1] ?? 0);
            expect(offset).toBeLessThanOrEqual(source.length);
          }
        },
      ),
    );
  });
});
