import { RequestError } from '../../model/exit-code.ts';

export const unsafe = (name: string, what: string) =>
  new RequestError('archive-unsafe', `${name} was not read: ${what}`, [
    'unpack it with care and name the files themselves',
  ]);
export const tooLarge = (name: string, what: string) =>
  new RequestError('archive-too-large', `${name} was not read: ${what}`, ['unpack it and name the files themselves']);

export const shown = (path: string): string => JSON.stringify(path.length > 100 ? `${path.slice(0, 100)}...` : path);
