import { type CallLimits, type PathStat, TransportError } from '../model/transport.ts';
import type { Run, Runner } from './runner.ts';

/** Reading files with what coreutils and busybox both have: head, stat, ls. */
export type Files = {
  read(paths: readonly string[], limits?: CallLimits): Promise<readonly (Uint8Array | TransportError)[]>;
  /** From that byte on to the end of now. */
  readFrom(path: string, fromByte: number, limits?: CallLimits): Promise<Uint8Array>;
  list(path: string, limits?: CallLimits): Promise<readonly string[]>;
  links(paths: readonly string[], limits?: CallLimits): Promise<readonly (string | TransportError)[]>;
  stat(path: string, options?: CallLimits & { readonly follow?: boolean }): Promise<PathStat>;
};

const smallFileBytes = 64 * 1024 * 1024;
/** Read last: its header at the end of the output proves that all before it arrived. */
const endMark = '/proc/self/comm';
const answerSpareBytes = 64 * 1024 * 1024;
/** Below what the kernel and the API server take as arguments of one command. */
const argumentBytes = 24 * 1024;

const wordsOf: readonly (readonly [RegExp, TransportError['code'], string])[] = [
  [/no such file|not a directory/i, 'not-found', 'no such file'],
  [/permission denied|not permitted/i, 'denied', 'permission denied'],
  [/no such process/i, 'gone', 'the process ended'],
];

/** What a tool complained about a path. */
const complaint = (attempt: string, path: string, stderr: string): TransportError => {
  const line = stderr.split('\n').find((each) => each.includes(path)) ?? '';
  const [, code, text] = wordsOf.find(([pattern]) => pattern.test(line)) ?? [
    undefined,
    'failed' as const,
    line === '' ? 'no reason given' : line.slice(-200),
  ];
  return new TransportError(code, `cannot ${attempt} ${path}: ${text}`);
};

const headerOf = (path: string): Buffer => Buffer.from(`==> ${path} <==\n`);

/** Splits `head -v` output at the headers of the paths, in their order. `undefined`: a path without a header. */
const sections = (output: Buffer, paths: readonly string[]): readonly (Buffer | undefined)[] => {
  const starts: { readonly index: number; readonly at: number; readonly body: number }[] = [];
  let from = 0;
  for (const [index, path] of paths.entries()) {
    const header = headerOf(path);
    const first = starts.length === 0;
    const at = first && output.subarray(0, header.length).equals(header) ? 0 : output.indexOf(`\n${header}`, from);
    if (at < 0) continue;
    const body = at + header.length + (at === 0 && first ? 0 : 1);
    starts.push({ index, at, body });
    // The line end before the next header is a byte of its own, also after an empty file.
    from = body;
  }
  const found: (Buffer | undefined)[] = paths.map(() => undefined);
  for (const [order, { index, body }] of starts.entries()) {
    found[index] = output.subarray(body, starts[order + 1]?.at ?? output.length);
  }
  return found;
};

/** A file whose text looks like the header of another would shift what belongs to whom. */
const isAmbiguous = (section: Buffer, paths: ReadonlySet<string>): boolean => {
  for (let at = section.indexOf('==> /'); at >= 0; at = section.indexOf('==> /', at + 1)) {
    const end = section.indexOf(' <==\n', at);
    if (end > 0 && paths.has(section.subarray(at + 4, end).toString())) return true;
  }
  return false;
};

/** Groups of paths that fit into one command. */
const batches = (paths: readonly string[]): readonly (readonly string[])[] => {
  const all: string[][] = [[]];
  let bytes = 0;
  for (const path of paths) {
    bytes += path.length + 3;
    if (bytes > argumentBytes) {
      all.push([]);
      bytes = path.length;
    }
    all.at(-1)?.push(path);
  }
  return all;
};

/** Could be a pipe or a device that holds its reader: only below /proc/PID and /sys it cannot. */
const isRisky = (path: string): boolean =>
  !/^\/(?:sys\/|proc\/)/.test(path) || /^\/proc\/[^/]+\/(?:root|cwd|fd)\//.test(path);

/** The upper four bits of st_mode, in decimal. Source: inode(7). */
const kinds: Readonly<Record<number, PathStat['kind']>> = {
  1: 'pipe',
  2: 'device',
  4: 'directory',
  6: 'device',
  8: 'file',
  10: 'link',
  12: 'socket',
};

/** `guarded`: starts the program with those of the paths that are regular files, in the order asked; none: does nothing. */
export const filesBy = (
  runner: Runner,
  guarded?: (argv: readonly string[], paths: readonly string[], limits: CallLimits) => Promise<Run>,
): Files => {
  const stat: Files['stat'] = async (path, options = {}) => {
    const flags = options.follow === false ? [] : ['-L'];
    const { code, stdout, stderr } = await runner.run(['stat', ...flags, '-c', '%f %u %g %s %i', '--', path], options);
    const fields = Buffer.from(stdout).toString().trim().split(' ');
    const [mode, uid, gid, sizeBytes, inode] = [Number.parseInt(fields[0] ?? '', 16), ...fields.slice(1).map(Number)];
    if (code !== 0 || fields.length !== 5 || Number.isNaN(mode)) throw complaint('look at', path, stderr);
    return {
      kind: kinds[(mode as number) >> 12] ?? 'other',
      uid: uid as number,
      gid: gid as number,
      sizeBytes: sizeBytes as number,
      inode: inode as number,
    };
  };

  const readSome = async (
    paths: readonly string[],
    limits: CallLimits,
    run = (argv: readonly string[], all: readonly string[], asked: CallLimits) => runner.run([...argv, ...all], asked),
  ): Promise<readonly (Uint8Array | TransportError)[]> => {
    const all = [...paths, endMark];
    const maxBytes = limits.maxBytes ?? smallFileBytes;
    // The limit holds for each file here; for the answer as a whole the runner's own limit does.
    const argv = ['head', '-v', '-c', String(maxBytes + 1), '--'];
    const { maxBytes: _, ...others } = limits;
    const { stdout, stderr } = await run(argv, all, { ...others, maxBytes: maxBytes + answerSpareBytes });
    const found = sections(Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength), all);
    const last = found.at(-1);
    if (last === undefined || !last.toString().endsWith('\n')) {
      throw new TransportError('failed', `cannot read ${paths[0]}: what arrived has no end`);
    }
    const names = new Set(all);
    const answers: (Uint8Array | TransportError)[] = [];
    for (const [index, path] of paths.entries()) {
      const section = found[index];
      if (section !== undefined && paths.length > 1 && isAmbiguous(section, names)) {
        const alone = [];
        for (const each of paths) alone.push(...(await readSome([each], limits, run)));
        return alone;
      }
      // Opened, but an error while reading: the header is there and nothing behind it.
      const broken = section?.length === 0 && stderr.includes(path);
      if (section === undefined || broken) answers.push(complaint('read', path, stderr));
      else if (section.length <= maxBytes) answers.push(section);
      else answers.push(new TransportError('too-large', `cannot read ${path}: more than ${maxBytes} bytes`));
    }
    return answers;
  };

  /** Those of the paths that must not be read, and why. */
  const notFiles = async (
    paths: readonly string[],
    limits: CallLimits,
  ): Promise<ReadonlyMap<string, TransportError>> => {
    const refused = new Map<string, TransportError>();
    for (const batch of batches(paths).filter((each) => each.length > 0)) {
      const { maxBytes: _, ...others } = limits;
      const { stdout, stderr } = await runner.run(['stat', '-L', '-c', '%f %n', '--', ...batch], others);
      const modes = new Map(
        Buffer.from(stdout)
          .toString()
          .split('\n')
          .map((line) => [line.slice(line.indexOf(' ') + 1), Number.parseInt(line, 16)]),
      );
      for (const path of batch) {
        const mode = modes.get(path);
        if (mode === undefined) refused.set(path, complaint('read', path, stderr));
        else if (kinds[mode >> 12] !== 'file')
          refused.set(path, new TransportError('failed', `cannot read ${path}: not a regular file`));
      }
    }
    return refused;
  };

  type Answers = ReadonlyMap<string, Uint8Array | TransportError>;
  /** What may be no file at all: looked at and read in one go where a shell can look before it reads. */
  const inOneGo = async (paths: readonly string[], limits: CallLimits): Promise<Answers | undefined> => {
    if (guarded === undefined) return undefined;
    const answers = new Map<string, Uint8Array | TransportError>();
    try {
      for (const batch of batches(paths).filter((each) => each.length > 0)) {
        const [refused, found] = await Promise.all([notFiles(batch, limits), readSome(batch, limits, guarded)]);
        for (const [index, path] of batch.entries())
          answers.set(path, refused.get(path) ?? (found[index] as Uint8Array));
      }
      return answers;
    } catch (error) {
      // A shell that cannot fork any more: one program after the other.
      if (error instanceof TransportError && error.code === 'failed') return undefined;
      throw error;
    }
  };
  const readAll = async (paths: readonly string[], limits: CallLimits): Promise<Answers> => {
    const answers = new Map<string, Uint8Array | TransportError>();
    for (const batch of batches(paths).filter((each) => each.length > 0)) {
      const found = await readSome(batch, limits);
      for (const [index, path] of batch.entries()) answers.set(path, found[index] as Uint8Array);
    }
    return answers;
  };
  const read: Files['read'] = async (paths, limits = {}) => {
    const all = [...new Set(paths)].filter((path) => path !== endMark);
    const [risky, others] = await Promise.all([
      inOneGo(all.filter(isRisky), limits),
      readAll(guarded === undefined ? [] : all.filter((path) => !isRisky(path)), limits),
    ]);
    const refused = risky ?? (await notFiles(all.filter(isRisky), limits));
    const rest = all.filter((path) => !refused.has(path) && !others.has(path));
    const answers = new Map([...refused, ...others, ...(await readAll(rest, limits))]);
    return paths.map((path) => answers.get(path) ?? new TransportError('failed', `cannot read ${path}`));
  };

  return {
    read,
    stat,
    readFrom: async (path, fromByte, limits = {}) => {
      const { kind, sizeBytes } = await stat(path, limits);
      if (kind !== 'file') throw new TransportError('failed', `cannot read ${path}: not a regular file`);
      const { code, stdout, stderr } = await runner.run(['tail', '-c', `+${fromByte + 1}`, '--', path], limits);
      if (code !== 0) throw complaint('read', path, stderr);
      if (stdout.length < sizeBytes - fromByte)
        throw new TransportError(
          'failed',
          `cannot read ${path}: ${stdout.length} bytes came of ${sizeBytes - fromByte}`,
        );
      return stdout;
    },
    list: async (path, limits) => {
      const { code, stdout, stderr } = await runner.run(['ls', '-1A', '--', path], limits);
      if (code !== 0) throw complaint('list', path, stderr);
      return Buffer.from(stdout)
        .toString()
        .split('\n')
        .filter((name) => name !== '');
    },
    links: async (paths, limits) => {
      const answers = new Map<string, string | TransportError>();
      for (const batch of batches(paths).filter((each) => each.length > 0)) {
        const { stdout, stderr } = await runner.run(['stat', '-c', '%N', '--', ...batch], limits);
        const targets = new Map<string, string>();
        for (const line of Buffer.from(stdout).toString().split('\n')) {
          const match = /^['`]?(.+?)['`]? -> ['`]?(.+?)'?$/.exec(line);
          if (match?.[1] !== undefined && match[2] !== undefined) targets.set(match[1], match[2]);
        }
        for (const path of batch) answers.set(path, targets.get(path) ?? complaint('read the link', path, stderr));
      }
      return paths.map((path) => answers.get(path) as string | TransportError);
    },
  };
};
