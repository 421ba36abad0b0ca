import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../src/engine');

/** What a module loads when it runs; types are erased. */
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)';/gm)].map(
    (match) => match[1] ?? '',
  );

/** Packages that a module brings along, by itself and by what it imports. */
const packagesOf = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const name of importsOf(file)) {
    if (!name.startsWith('.')) packages.add(name);
    else for (const found of packagesOf(join(dirname(file), name), seen)) packages.add(found);
  }
  return packages;
};

describe('the rules engine', () => {
  it('reads no YAML in a normal run', () => {
    expect([...packagesOf(join(root, 'evaluate.ts'))].sort()).toEqual(['@marcbachmann/cel-js', 'node:crypto']);
    expect(packagesOf(join(root, 'compare-expectations.ts'))).not.toContain('yaml');
    expect(packagesOf(join(root, 'load.ts'))).toContain('yaml');
  });

  it('knows the CEL library in one file only', () => {
    const files = readdirSync(root, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'));
    const users = files.filter((name) => importsOf(join(root, name)).includes('@marcbachmann/cel-js'));
    expect(users.map((name) => relative('.', name))).toEqual([join('cel', 'cel.ts')]);
  });
});
