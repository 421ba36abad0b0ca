import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectScanner } from '../../../src/parse/json/objects.ts';

const scan = (text: string, pieceChars = text.length, wanted = 'list[]') => {
  const objects: { value: unknown; line: number; endLine: number }[] = [];
  const skipped: string[] = [];
  const scalars: [string, unknown][] = [];
  const outside: string[] = [];
  const scanner = objectScanner(wanted, {
    object: (found, line, endLine) => objects.push({ value: JSON.parse(found), line, endLine }),
    skipped: (why) => skipped.push(why),
    scalar: (path, value) => scalars.push([path, value]),
    outside: (line) => outside.push(line),
  });
  for (let at = 0; at < text.length; at += Math.max(1, pieceChars))
    scanner.push(text.slice(at, at + Math.max(1, pieceChars)));
  return { objects, skipped, scalars, outside, end: scanner.finish() };
};

describe('finding objects in JSON that arrives in pieces', () => {
  it('gives whole objects with their lines, and the scalars around them', () => {
    const text =
      '{\n "name": "x",\n "list": [\n  {"a": [1, {"b": "}"}]},\n  {\n   "c": "\\"]"\n  }\n ],\n "last": 12.5\n}\n';
    const { objects, scalars, end } = scan(text);
    expect(objects).toEqual([
      { value: { a: [1, { b: '}' }] }, line: 4, endLine: 4 },
      { value: { c: '"]' }, line: 5, endLine: 7 },
    ]);
    expect(scalars).toEqual([
      ['name', 'x'],
      ['last', 12.5],
    ]);
    expect(end).toMatchObject({ open: false, unfinished: false });
  });

  it('finds the same, however the text is split', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const document = fc.record({ before: value, list: fc.array(fc.dictionary(fc.string(), value)), after: value });
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 40 }), fc.constantFrom(0, 2), (json, pieceChars, indent) => {
        const text = JSON.stringify(json, undefined, indent);
        const whole = JSON.parse(text) as { list: unknown[] };
        const { objects, end } = scan(text, pieceChars);
        expect(objects.map((object) => object.value)).toEqual(whole.list);
        expect(end.open).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('gives every object before a cut, at whatever character the text is cut', () => {
    const list = [{ a: 'x\\"y' }, { b: [1, 2, { c: '{' }] }, { d: null }];
    const text = JSON.stringify({ head: 'h', list, tail: true }, undefined, 1);
    let most = 0;
    for (let cut = 0; cut < text.length; cut++) {
      const { objects, end } = scan(text.slice(0, cut));
      expect(objects.map((object) => object.value)).toEqual(list.slice(0, objects.length));
      expect(objects.length).toBeGreaterThanOrEqual(most);
      most = objects.length;
      if (cut > 0) expect(end.open).toBe(true);
    }
    expect(most).toBe(3);
  });

  it('walks through 1,000,000 nested arrays and finds what comes after', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    expect(scan(`{"deep": ${deep}, "list": [{"a": 1}]}`, 65_536).objects).toHaveLength(1);
    const inside = scan(`{"list": [{"deep": ${deep}}, {"a": 1}]}`, 65_536);
    expect(inside.objects.map((object) => object.value)).toEqual([{ a: 1 }]);
    expect(inside.skipped).toEqual(['it nests deeper than 64 levels']);
  });

  it('leaves out an object too big to keep and goes on', () => {
    const { objects, skipped } = scan(`{"list": [{"a": "${'x'.repeat(9_000_000)}"}, {"b": 1}]}`, 65_536);
    expect(objects.map((object) => object.value)).toEqual([{ b: 1 }]);
    expect(skipped).toEqual(['it is longer than 8388608 characters']);
  });

  it('drops a scalar of many megabytes, escaped quotes at the seams included', () => {
    const text = `{"huge": "${'\\"'.repeat(1_500_000)}", "list": [{"b": 1}], "x": "y"}`;
    const { objects, scalars } = scan(text, 65_535);
    expect(objects).toHaveLength(1);
    expect(scalars).toEqual([
      ['huge', undefined],
      ['x', 'y'],
    ]);
  });

  it('passes on the text around documents, and reads several of them', () => {
    const text = 'HTTP/1.1 200 OK\r\nX: {"list": 1}\r\n\r\n{"list": [{"a": 1}]}\n{"list": [{"b": 2}]}\ntrailing';
    const { objects, outside } = scan(text, 7);
    expect(objects.map(({ line }) => line)).toEqual([4, 5]);
    expect(outside).toEqual(['HTTP/1.1 200 OK', 'X: {"list": 1}', 'trailing']);
  });

  it('says what is no object at the wanted place', () => {
    expect(scan('{"list": [1, "x", null, {"a": 1}, [2]]}').skipped).toEqual(Array(4).fill('it is not an object'));
  });

  it('is not led astray by hostile keys', () => {
    const text = '{"__proto__": {"list": [{"evil": 1}]}, "constructor": 1, "list": [{"__proto__": {"x": 1}}]}';
    const { objects, scalars } = scan(text);
    expect(objects).toHaveLength(1);
    expect(scalars).toEqual([
      ['__proto__.list[].evil', 1],
      ['constructor', 1],
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '\n', 'list', 'x', ' ') }),
        (text) => {
          scan(text, 3);
        },
      ),
      { numRuns: 500 },
    );
  });
});
