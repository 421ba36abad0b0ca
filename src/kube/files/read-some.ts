import { type CallLimits, TransportError } from '../../model/transport.ts';
import type { Run } from '../runner.ts';
import { complaint } from './complaint.ts';
import { isAmbiguous, sections } from './head.ts';

/** Starts a program with these paths as its last arguments. */
export type RunOn = (argv: readonly string[], paths: readonly string[], limits: CallLimits) => Promise<Run>;

/** Read last: its header at the end of the output proves that all before it arrived. */
export const endMark = '/proc/self/comm';
const smallFileBytes = 64 * 1024 * 1024;
const answerSpareBytes = 64 * 1024 * 1024;

/** Files that fit into one command, by `head`; `maxBytes` holds for each of them. In the order of the paths. */
export const readSome = async (
  run: RunOn,
  paths: readonly string[],
  limits: CallLimits,
): Promise<readonly (Uint8Array | TransportError)[]> => {
  const all = [...paths, endMark];
  const { maxBytes = smallFileBytes, ...others } = limits;
  // The limit holds for each file here; for the answer as a whole the runner's own limit does.
  const argv = ['head', '-v', '-c', String(maxBytes + 1), '--'];
  const { stdout, stderr } = await run(argv, all, { ...others, maxBytes: maxBytes + answerSpareBytes });
  const found = sections(Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength), all);
  if (!found.at(-1)?.toString().endsWith('\n')) {
    throw new TransportError('failed', `cannot read ${paths[0]}: what arrived has no end`);
  }
  const names = new Set(all);
  if (paths.length > 1 && found.slice(0, -1).some((section) => section !== undefined && isAmbiguous(section, names))) {
    const alone = [];
    for (const path of paths) alone.push(...(await readSome(run, [path], limits)));
    return alone;
  }
  return paths.map((path, index) => {
    const section = found[index];
    // Opened, but an error while reading: the header is there and nothing behind it.
    const broken = section?.length === 0 && stderr.includes(path);
    if (section === undefined || broken) return complaint('read', path, stderr);
    if (section.length <= maxBytes) return section;
    return new TransportError('too-large', `cannot read ${path}: more than ${maxBytes} bytes`);
  });
};
