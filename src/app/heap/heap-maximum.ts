import { eachReference, type HeapGraph } from '../../model/heap-graph.ts';
import { type ContentSource, readTexts } from '../../parse/hprof/contents/read.ts';

/** From JDK 9 on in the package of the JDK's own. */
const holders = ['jdk.internal.misc.VM', 'sun.misc.VM'];

/** Properties of the start of a JVM are hundreds at most. */
const mostProperties = 4000;

/** Strings within reach of an object, through maps and their entries, not through classes. */
const stringsBelow = (graph: HeapGraph, from: number): readonly number[] => {
  const seen = new Set([from]);
  const strings: number[] = [];
  for (const object of seen) {
    if (seen.size > mostProperties) break;
    if (graph.classes[graph.classOf[object] as number]?.name === 'java.lang.String') strings.push(object);
    else
      eachReference(graph, object, (target) => {
        if (!graph.classObjects.has(target)) seen.add(target);
      });
  }
  return strings;
};

/**
 * How large the heap may grow, where the dump itself tells: the JDK keeps Runtime.maxMemory() as the limit of direct buffers
 * (VM.saveProperties) unless -XX:MaxDirectMemorySize gives another. That option is passed on as a property in digits, which are looked for
 * among the properties of the start. Undefined where that cannot be told, as in a redacted dump. Without one survivor space with the
 * serial and parallel collectors.
 */
export const heapMaximum = async (source: ContentSource): Promise<number | undefined> => {
  const { graph } = source;
  const vm = graph.classes.find(({ name, statics }) => holders.includes(name) && statics.length > 0);
  const limit = vm?.statics.find(({ name }) => name === 'directMemory')?.long ?? 0;
  const properties = graph.objectAt(vm?.statics.find(({ name }) => name === 'savedProps')?.value ?? 0);
  if (limit <= 0 || properties < 0) return undefined;
  const texts = new Set((await readTexts(source, stringsBelow(graph, properties))).values());
  const isReadable = texts.has('java.home') || texts.has('java.vm.name') || texts.has('java.class.path');
  return isReadable && !texts.has(String(limit)) ? limit : undefined;
};
