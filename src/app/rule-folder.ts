import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { RequestError } from '../model/exit-code.ts';

type RuleFile = { readonly file: string; readonly text: string };

/** A rule's three files as they stand in a folder; the id is the path. */
export type RuleFiles = {
  readonly id: string;
  readonly yaml: RuleFile;
  readonly ko?: RuleFile;
  readonly test?: RuleFile;
};

const isMain = (file: string): boolean =>
  file.endsWith('.yaml') && !file.endsWith('.ko.yaml') && !file.endsWith('.test.yaml');

/** The rules of a folder, by id. Throws RequestError when there is no such folder or no rule in it. */
export const readRuleFolder = async (folder: string): Promise<readonly RuleFiles[]> => {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new RequestError('not-found', `${folder}: no such directory`);
  });
  const mains = names.filter(isMain).sort();
  if (mains.length === 0) throw new RequestError('no-rules', `${folder}: no rule files (<topic>/<noun>.yaml) in it`);
  const read = async (name: string): Promise<RuleFile> => {
    const file = join(folder, name);
    return { file, text: await readFile(file, 'utf8') };
  };
  return Promise.all(
    mains.map(async (name) => {
      const base = name.replace(/\.yaml$/, '');
      return {
        id: relative('.', base).split(sep).join('/'),
        yaml: await read(name),
        ...(names.includes(`${base}.ko.yaml`) ? { ko: await read(`${base}.ko.yaml`) } : {}),
        ...(names.includes(`${base}.test.yaml`) ? { test: await read(`${base}.test.yaml`) } : {}),
      };
    }),
  );
};
