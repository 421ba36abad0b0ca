import { shown, unsafe } from './refusal.ts';

/** The path with `./` left out. Throws for what must not be in an archive of evidence. */
export const safePath = (name: string, path: string): string => {
  const segments = path.split(/[\\/]/);
  if (/^(?:[\\/]|[A-Za-z]:)/.test(path)) throw unsafe(name, `entry ${shown(path)} has an absolute name`);
  if (segments.includes('..')) throw unsafe(name, `entry ${shown(path)} points outside of the archive`);
  return segments.filter((segment) => segment !== '' && segment !== '.').join('/');
};

/** Only files and folders are read: a link or a device could point anywhere. */
export const unsafeKind = (name: string, path: string, kind: string): Error =>
  unsafe(name, `entry ${shown(path)} is a ${kind}, only files and folders are read`);
