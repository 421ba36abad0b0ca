type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const typesOf = (schema: Schema): readonly string[] =>
  typeof schema['type'] === 'string' ? [schema['type']] : strings(schema['type']);
const valuesOf = (schema: Schema): readonly string[] | undefined => {
  if ('const' in schema) return [JSON.stringify(schema['const'])];
  return Array.isArray(schema['enum']) ? schema['enum'].map((value) => JSON.stringify(value)) : undefined;
};
const child = (schema: Schema, key: string): Schema => (isSchema(schema[key]) ? schema[key] : {});

/** Follows `#/$defs/x`; other references stay as they are. */
const resolve = (schema: Schema, root: Schema): Schema => {
  const name = /^#\/\$defs\/(.+)$/.exec(String(schema['$ref'] ?? ''))?.[1];
  const target = name === undefined ? undefined : child(root, '$defs')[name];
  return isSchema(target) ? resolve(target, root) : schema;
};

type Side = { readonly schema: Schema; readonly root: Schema };
const down = ({ schema, root }: Side, ...keys: readonly string[]): Side | undefined => {
  const found = keys.reduce<unknown>((at, key) => (isSchema(at) ? at[key] : undefined), schema);
  return isSchema(found) ? { schema: resolve(found, root), root } : undefined;
};

function* typeChanges(before: Schema, after: Schema, path: string): Generator<string> {
  const [old, now] = [typesOf(before), typesOf(after)];
  const lost = old.filter((type) => !now.includes(type));
  const gained = now.filter((type) => !old.includes(type));
  if (now.length > 0 && lost.length > 0) yield `${path}: type narrowed, no longer ${lost.join(', ')}`;
  if (old.length > 0 && (gained.length > 0 || now.length === 0))
    yield `${path}: type widened, readers do not expect ${gained.join(', ') || 'any type'}`;
}

function* valueChanges(before: Schema, after: Schema, path: string): Generator<string> {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (now === undefined) return;
  const lost = old?.filter((value) => !now.includes(value));
  if (lost === undefined) yield `${path}: narrowed to ${now.join(', ')}`;
  else if (lost.length > 0) yield `${path}: no longer ${lost.join(', ')}`;
}

function* limitChanges(before: Schema, after: Schema, path: string): Generator<string> {
  for (const key of [
    'pattern',
    'format',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'minimum',
    'maximum',
    'uniqueItems',
  ]) {
    if (after[key] !== undefined && after[key] !== before[key])
      yield `${path}: ${key} narrowed to ${JSON.stringify(after[key])}`;
  }
  if (after['additionalProperties'] === false && before['additionalProperties'] !== false)
    yield `${path}: closed for new properties`;
}

function* propertyChanges(before: Side, after: Side, path: string): Generator<string> {
  const [old, now] = [strings(before.schema['required']), strings(after.schema['required'])];
  for (const name of now.filter((key) => !old.includes(key))) yield `${path}.${name}: newly required`;
  for (const name of Object.keys(child(before.schema, 'properties'))) {
    const [was, is] = [down(before, 'properties', name), down(after, 'properties', name)];
    if (is === undefined) yield `${path}.${name}: removed`;
    else if (was !== undefined) yield* changes(was, is, `${path}.${name}`);
    if (is !== undefined && old.includes(name) && !now.includes(name)) yield `${path}.${name}: no longer always there`;
  }
}

function* branchChanges(before: Side, after: Side, path: string): Generator<string> {
  for (const key of ['oneOf', 'anyOf', 'allOf']) {
    const [old, now] = [before.schema[key], after.schema[key]].map((branches) =>
      Array.isArray(branches) ? branches.filter(isSchema) : [],
    );
    for (const [index, branch] of old!.entries()) {
      const other = now![index];
      const at = `${path}.${key}[${index}]`;
      if (other === undefined) yield `${at}: removed`;
      else
        yield* changes(
          { schema: resolve(branch, before.root), root: before.root },
          { schema: resolve(other, after.root), root: after.root },
          at,
        );
    }
  }
}

function* changes(before: Side, after: Side, path: string): Generator<string> {
  yield* typeChanges(before.schema, after.schema, path);
  yield* valueChanges(before.schema, after.schema, path);
  yield* limitChanges(before.schema, after.schema, path);
  yield* propertyChanges(before, after, path);
  yield* branchChanges(before, after, path);
  for (const [key, step] of [
    ['items', '[]'],
    ['additionalProperties', '{}'],
  ] as const) {
    const [was, is] = [down(before, key), down(after, key)];
    if (was !== undefined && is !== undefined) yield* changes(was, is, path + step);
  }
}

/**
 * What a later version of a schema takes away, as one line each; empty when it only adds. Both sides are looked at: documents written
 * before must stay valid, and programs that read them must find what they found.
 */
export const nonAdditiveChanges = (before: unknown, after: unknown): readonly string[] => {
  if (!isSchema(before) || !isSchema(after)) return ['$: is no schema'];
  return [...changes({ schema: before, root: before }, { schema: after, root: after }, '$')];
};
