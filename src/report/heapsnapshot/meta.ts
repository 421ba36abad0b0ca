/** Node and edge layout of V8's heap snapshots (v8/src/profiler/heap-snapshot-generator.cc, HeapSnapshotJSONSerializer). */
export const nodeFields = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'] as const;

export const nodeTypes = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
] as const;

export const edgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'] as const;

export const nodeType = (name: (typeof nodeTypes)[number]): number => nodeTypes.indexOf(name);
export const edgeType = (name: (typeof edgeTypes)[number]): number => edgeTypes.indexOf(name);

/** The head of the file. */
export const snapshotMeta = (nodes: number, edges: number): string =>
  JSON.stringify({
    meta: {
      node_fields: nodeFields,
      node_types: [nodeTypes, 'string', 'number', 'number', 'number', 'number', 'number'],
      edge_fields: ['type', 'name_or_index', 'to_node'],
      edge_types: [edgeTypes, 'string_or_number', 'node'],
      trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
      trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
      sample_fields: ['timestamp_us', 'last_assigned_id'],
      location_fields: ['object_index', 'script_id', 'line', 'column'],
    },
    node_count: nodes,
    edge_count: edges,
    trace_function_count: 0,
    extra_native_bytes: 0,
  });
