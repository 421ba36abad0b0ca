/** One line of /proc/PID/mountinfo. Source: proc(5). */
export type Mount = {
  /** Which part of the mounted file system is seen. */
  readonly root: string;
  readonly mountPoint: string;
  readonly readOnly: boolean;
  readonly fsType: string;
  readonly superOptions: readonly string[];
};

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

export const mountsIn = (mountinfo: string): readonly Mount[] =>
  mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, mountPoint, options] = before.split(' ');
    const [fsType = '', , superOptions = ''] = after.split(' ');
    if (root === undefined || mountPoint === undefined) return [];
    const superWords = superOptions.split(',');
    return [
      {
        root: unescapeOctal(root),
        mountPoint: unescapeOctal(mountPoint),
        readOnly: options?.split(',')[0] === 'ro' || superWords[0] === 'ro',
        fsType,
        superOptions: superWords,
      },
    ];
  });

const holds = (folder: string, path: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** The mount a path lies on: the last one mounted over the longest matching folder. */
export const mountOf = (mounts: readonly Mount[], path: string): Mount | undefined => {
  let best: Mount | undefined;
  for (const mount of mounts) {
    if (holds(mount.mountPoint, path) && mount.mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount;
  }
  return best;
};

/** `path` of the mounted file system as a path below the mount point; undefined when the mount does not show it. */
export const seenThrough = (mount: Mount, path: string): string | undefined => {
  if (!holds(mount.root, path) || (path.includes('/..') && path !== mount.root)) return undefined;
  const rest = mount.root === '/' ? path : path.slice(mount.root.length);
  return rest === '/' ? '' : rest;
};
