// node heap-tree.mjs FILE: tree, retained sizes, by class and by loader of a heap dump, nothing else; bundled and run by bench/heap.js.
import { fileSource } from '../src/app/file-source.ts';
import { classRows, retainedClasses } from '../src/facts/heap/class-rows.ts';
import { loaderGroups, retainingGroups } from '../src/facts/heap/loaders.ts';
import { retainedByGroup } from '../src/parse/hprof/dominators/retained.ts';
import { readGraph } from '../src/parse/hprof/read-graph.ts';

const { graph } = await readGraph(fileSource(process.argv[2] as string));
const groups = retainingGroups(graph, loaderGroups(graph));
const { inner } = retainedByGroup(graph, { first: graph.firstChild, next: graph.nextSibling }, groups);
const { reachable } = classRows(graph);
for (const { className, retainedBytes } of retainedClasses(graph, inner, reachable, 20))
  process.stdout.write(`${className} ${retainedBytes}\n`);
