import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What a pod's container showed; bytes as latin1. */
type Recording = {
  readonly files: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** `%f %u %g %s %i` of stat(1). */
  readonly stats: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
};

export type Answer = { readonly code: number; readonly stdout: Buffer; readonly stderr: string };

const noSuch = (tool: string, path: string): string => `${tool}: cannot open '${path}': No such file or directory\n`;
const wordsOf = (text: string): readonly string[] =>
  [...text.matchAll(/'([^']*)'/g)].map((match) => match[1] as string);

/** A shell in a container that was recorded: answers what jdiag asks of head, ls and stat, and knows no other program. */
export const recordedPod = (path: string): ((script: string) => Answer) => {
  const { files, lists, stats, links } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Recording;
  const told = (tool: string, paths: readonly string[], lineOf: (path: string) => string | undefined): Answer => {
    const lines = paths.map((each) => [each, lineOf(each)] as const);
    const missing = lines.filter(([, line]) => line === undefined);
    return {
      code: missing.length === 0 ? 0 : 1,
      stdout: Buffer.from(lines.map(([, line]) => line ?? '').join(''), 'latin1'),
      stderr: missing.map(([each]) => noSuch(tool, each)).join(''),
    };
  };
  const head = (paths: readonly string[]): Answer => {
    let isFirst = true;
    return told('head', paths, (each) => {
      const bytes = files[each];
      if (bytes === undefined) return undefined;
      const before = isFirst ? '' : '\n';
      isFirst = false;
      return `${before}==> ${each} <==\n${bytes}`;
    });
  };
  const statOf = (format: string, each: string): string | undefined => {
    if (format === '%N') return links[each] === undefined ? undefined : `'${each}' -> '${links[each]}'\n`;
    const line = stats[each] ?? (files[each] === undefined ? undefined : `8124 0 0 ${files[each]?.length} 1`);
    if (line === undefined) return undefined;
    return format === '%f %n' ? `${line.split(' ')[0]} ${each}\n` : `${line}\n`;
  };
  return (script) => {
    if (script === 'true') return { code: 0, stdout: Buffer.alloc(0), stderr: '' };
    if (script.startsWith('set --;')) {
      const [asked = ''] = script.split('; do ');
      return head(wordsOf(asked).filter((each) => files[each] !== undefined));
    }
    const [tool = '', ...words] = wordsOf(script);
    const paths = words.slice(words.indexOf('--') + 1);
    if (tool === 'head') return head(paths);
    if (tool === 'ls') return told('ls', paths, (each) => lists[each]?.map((name) => `${name}\n`).join(''));
    if (tool === 'stat') return told('stat', paths, (each) => statOf(words[words.indexOf('-c') + 1] ?? '', each));
    return { code: 127, stdout: Buffer.alloc(0), stderr: '' };
  };
};

/** `{ TEXT } </dev/null; printf MARK ...`: what jdiag writes into a shell that stays open, one after the other. */
const asked = /\{ ([\s\S]*?)\n\} <\/dev\/null; printf '\\n%s %d\\n' (\S+) \$\?; printf '%s\\n' \S+ >&2\n/g;

/** Takes what comes on stdin; the answers are for stdout and stderr. */
export const recordedShell = (answer: (script: string) => Answer) => {
  let pending = '';
  return (stdin: string): readonly Answer[] => {
    pending += stdin;
    const answers: Answer[] = [];
    let end = 0;
    for (const match of pending.matchAll(asked)) {
      const [, text = '', mark = ''] = match;
      const { code, stdout, stderr } = answer(text);
      answers.push({
        code,
        stdout: Buffer.concat([stdout, Buffer.from(`\n${mark} ${code}\n`)]),
        stderr: `${stderr}${mark}\n`,
      });
      end = match.index + match[0].length;
    }
    pending = pending.slice(end);
    return answers;
  };
};
