import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSchema } from '../support/schema.ts';
import { nonAdditiveChanges } from '../support/schema-diff.ts';

const baseline = 'docs/schema/baseline';

test.each(readdirSync(baseline).map((file) => file.replace('.schema.json', '')))(
  '%s only adds to what was published',
  (name) => {
    expect(nonAdditiveChanges(readSchema(name, baseline), readSchema(name))).toEqual([]);
  },
);

describe('a change of a schema', () => {
  const before = {
    type: 'object',
    required: ['a', 'list'],
    properties: {
      a: { type: ['string', 'null'] },
      b: { enum: ['x', 'y'] },
      list: { type: 'array', items: { $ref: '#/$defs/item' } },
      map: { type: 'object', additionalProperties: { type: 'number' } },
      either: { oneOf: [{ type: 'object', properties: { p: { type: 'string' } } }, { type: 'string' }] },
    },
    $defs: { item: { type: 'object', required: ['n'], properties: { n: { type: 'number' } } } },
  };
  const changed = (edit: (schema: ReturnType<typeof JSON.parse>) => void): readonly string[] => {
    const after = structuredClone(before);
    edit(after);
    return nonAdditiveChanges(before, after);
  };

  test.each<[string, (schema: ReturnType<typeof JSON.parse>) => void]>([
    ['nothing', () => {}],
    ['a new optional property', (s) => (s.properties.c = { type: 'string' })],
    ['a new value', (s) => s.properties.b.enum.push('z')],
    ['a new kind of thing', (s) => s.properties.either.oneOf.push({ type: 'number' })],
    ['a new field of an item', (s) => (s.$defs.item.properties.m = {})],
    ['other words', (s) => (s.properties.a.description = 'x')],
  ])('%s is additive', (_, edit) => {
    expect(changed(edit)).toEqual([]);
  });

  test.each<[string, (schema: ReturnType<typeof JSON.parse>) => void, string]>([
    ['a property removed', (s) => delete s.properties.b, '$.b: removed'],
    ['a property newly required', (s) => s.required.push('b'), '$.b: newly required'],
    ['a new property required', (s) => s.required.push('c'), '$.c: newly required'],
    ['a property no longer required', (s) => (s.required = ['list']), '$.a: no longer always there'],
    ['a type narrowed', (s) => (s.properties.a.type = 'string'), '$.a: type narrowed, no longer null'],
    [
      'a type changed below a reference',
      (s) => (s.$defs.item.properties.n.type = 'string'),
      '$.list[].n: type narrowed, no longer number',
    ],
    [
      'a type widened',
      (s) => (s.$defs.item.properties.n.type = ['number', 'null']),
      '$.list[].n: type widened, readers do not expect null',
    ],
    ['a value removed', (s) => (s.properties.b.enum = ['x']), '$.b: no longer "y"'],
    ['an enumeration where there was none', (s) => (s.properties.a.enum = ['q']), '$.a: narrowed to "q"'],
    ['a pattern', (s) => (s.properties.a.pattern = '^x'), '$.a: pattern narrowed to "^x"'],
    ['a closed object', (s) => (s.additionalProperties = false), '$: closed for new properties'],
    [
      'a value of a map',
      (s) => (s.properties.map.additionalProperties.type = 'integer'),
      '$.map{}: type narrowed, no longer number',
    ],
    ['an alternative removed', (s) => s.properties.either.oneOf.pop(), '$.either.oneOf[1]: removed'],
    ['an alternative changed', (s) => delete s.properties.either.oneOf[0].properties.p, '$.either.oneOf[0].p: removed'],
  ])('%s is not', (_, edit, message) => {
    expect(changed(edit)).toContain(message);
  });
});
