import { type Lookups, neededLookups } from '../../facts/heap/reference.ts';
import { threadObjects } from '../../facts/heap/thread-hold.ts';
import { type ContentSource, readFields, readPlaces, readTexts } from '../../parse/hprof/contents/read.ts';

/** Names of threads and class loaders. */
export const readLabels = async (source: ContentSource, loaders: readonly number[]): Promise<Lookups> => {
  const { graph } = source;
  const threads = threadObjects(graph).slice(0, 2000);
  const named = [
    ...threads,
    ...loaders
      .map((loader) => graph.objectAt(loader))
      .filter((object) => object >= 0)
      .slice(0, 500),
  ];
  const fields = await readFields(source, named);
  const texts = new Map<number, number>();
  for (const [object, values] of fields) {
    const name = values.find((field) => field.name === 'name' && field.type === 'L');
    const text = graph.objectAt(Number(name?.value ?? 0));
    if (text >= 0) texts.set(object, text);
  }
  const found = await readTexts(source, texts.values());
  const labels = new Map<number, string>();
  for (const [object, text] of texts) {
    const name = found.get(text);
    // A dump whose contents were blanked has names of NULs: as good as none.
    if (name !== undefined && !/^\0+$/.test(name)) labels.set(object, name);
  }
  return { fields, places: new Map(), labels };
};

/** Names for every reference on these ways. */
export const readLookups = async (
  source: ContentSource,
  paths: readonly (readonly number[])[],
  labels: Lookups,
): Promise<Lookups> => {
  const { instances, arrays } = neededLookups(source.graph, paths);
  const fields = new Map([...labels.fields, ...(await readFields(source, instances))]);
  return { fields, places: await readPlaces(source, arrays), labels: labels.labels };
};
