/** What the operating system says of a file, in words. Source: errno(3). Anything else that fails is a bug. */
const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ENOTEMPTY: 'the directory is not empty',
  EEXIST: 'it exists already',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EROFS: 'the file system is read-only',
  EIO: 'the device reports an input/output error',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENXIO: 'no such device',
  ENODEV: 'no such device',
  ESTALE: 'the file is gone from its server',
  ETXTBSY: 'it is a program that runs',
};

const attempts: Readonly<Record<string, string>> = {
  access: 'opened',
  open: 'opened',
  read: 'read',
  scandir: 'listed',
  stat: 'looked at',
  lstat: 'looked at',
  mkdir: 'created',
  mkdtemp: 'created',
  write: 'written',
  rename: 'renamed',
  unlink: 'removed',
  rm: 'removed',
};

/** An ordinary failure of a file or stream: the reason in words, and in `message` what was attempted on which path. */
export type SystemFailure = { readonly code: string; readonly reason: string; readonly message: string };

/** Undefined for everything that is not the fault of a file, a disk or a permission. `what`: where there is no path. */
export const systemFailure = (error: unknown, what = 'a file'): SystemFailure | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  const reason = code === undefined || syscall === undefined ? undefined : words[code];
  if (reason === undefined || code === undefined || syscall === undefined) return undefined;
  const attempt = attempts[syscall] ?? `used (${syscall})`;
  return { code, reason, message: `${path ?? what} cannot be ${attempt}: ${reason}` };
};
