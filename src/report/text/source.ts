import type { Artifact } from '../../model/capture.ts';
import type { Source } from '../../model/source.ts';

const maxPathLength = 40;

const nameOf = (id: string, artifacts: readonly Artifact[]): string => {
  const artifact = artifacts.find((each) => each.id === id);
  if (artifact?.how !== 'file') return id;
  return artifact.file.length > maxPathLength ? artifact.file.replace(/^.*[\\/]/, '') : artifact.file;
};

/**
 * `jvm-1/thread-dump/001:27-40`, with a byte offset `...@4096+16`, with a JSON pointer `...#/threads/3`. A file that was analysed as it
 * is goes by its path, a long path by its last part.
 */
export const sourceText = (source: Source, artifacts: readonly Artifact[]): string => {
  const name = nameOf(source.artifact, artifacts);
  if ('line' in source) {
    const range = source.endLine > source.line ? `${source.line}-${source.endLine}` : String(source.line);
    return `${name}:${range}`;
  }
  if ('byteOffset' in source) return `${name}@${source.byteOffset}+${source.byteLength}`;
  return `${name}#${source.pointer}`;
};
