import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

export type TarEntry = {
  readonly path: string;
  readonly text?: string | Uint8Array;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO';
  readonly linkpath?: string;
};

/** A tar archive of exactly these entries, wicked ones included. */
export const tarOf = (entries: readonly TarEntry[]): Buffer => {
  const blocks = entries.flatMap(({ path, text = '', type = 'File', linkpath }) => {
    const content = Buffer.from(text);
    const block = Buffer.alloc(512);
    const size = type === 'File' ? content.byteLength : 0;
    new Header({
      path,
      size,
      type,
      mode: 0o644,
      mtime: new Date(0),
      ...(linkpath === undefined ? {} : { linkpath }),
    }).encode(block, 0);
    return size === 0 ? [block] : [block, content, Buffer.alloc((512 - (size % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
};

export const tgzOf = (entries: readonly TarEntry[]): Buffer => gzipSync(tarOf(entries));
