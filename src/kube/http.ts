import { type CallLimits, type HttpPlace, type Transport, TransportError } from '../model/transport.ts';
import type { Run } from './runner.ts';
import { quoted, type Shell } from './shell.ts';
import { ending } from './to-file.ts';

const defaultTimeoutMs = 2000;
/** Behind the body, on a line of its own. */
const mark = 'jdiag-status';

type HttpGet = NonNullable<Transport['httpGet']>;
type Answer = Awaited<ReturnType<HttpGet>>;

const urlOf = ({ port, path, https }: HttpPlace): string =>
  `${https ? 'https' : 'http'}://127.0.0.1:${port}${path ?? '/'}`;

/** A way to GET: the text for a shell, and what its run brought: an answer, or why there is none. */
type Client = {
  readonly text: (place: HttpPlace, seconds: number) => string;
  readonly answer: (run: Run) => Answer | 'timed-out' | 'failed';
};

const curl: Client = {
  text: (place, seconds) => `curl -s -k -m ${seconds} -w '\n${mark} %{http_code}' ${quoted(urlOf(place))}`,
  answer: ({ code, stdout }) => {
    // curl(1), EXIT CODES: 28 operation timeout.
    if (code !== 0) return code === 28 ? 'timed-out' : 'failed';
    const at = Buffer.from(stdout).lastIndexOf(`\n${mark} `);
    const status = Number(Buffer.from(stdout.subarray(at)).toString().split(' ')[1]);
    return at < 0 ? 'failed' : { status, body: stdout.subarray(0, at) };
  },
};

/** GNU's wget tries again and again: it is ended from outside. It alone has to be told to name the status, in its headers. */
const wgetOf = (isGnu: boolean): Client => ({
  text: (place, seconds) =>
    ending(
      [
        'wget',
        '-q',
        ...(isGnu ? ['-S'] : []),
        ...(place.https ? ['--no-check-certificate'] : []),
        '-T',
        String(seconds),
        '-O',
        '-',
        urlOf(place),
      ],
      { timeoutMs: seconds * 1000 },
    ),
  answer: ({ code, stdout, stderr }) => {
    if (code === 0) return { status: 0, body: stdout };
    const status = /HTTP\/[\d.]+ (\d{3})/.exec(stderr)?.[1];
    if (status !== undefined) return { status: Number(status), body: new Uint8Array() };
    // Ended by SIGTERM, or by its own limit.
    return code === 143 || /timed out/.test(stderr) ? 'timed-out' : 'failed';
  },
});

/** By curl of the image, else wget (busybox's, too). Undefined: it has neither. */
export const httpByShell = async (shell: Shell): Promise<HttpGet | undefined> => {
  const found = await shell.script('command -v curl || { command -v wget && wget --version 2>&1 | head -n 1; }');
  const said = Buffer.from(found.stdout).toString();
  const program = said.split('\n')[0]?.trim().split('/').at(-1);
  if (program !== 'curl' && program !== 'wget') return undefined;
  const client = program === 'curl' ? curl : wgetOf(said.includes('GNU Wget'));
  return async (place, limits: CallLimits = {}) => {
    const seconds = Math.ceil((limits.timeoutMs ?? defaultTimeoutMs) / 1000);
    const run = await shell.script(client.text(place, seconds), { ...limits, timeoutMs: (seconds + 3) * 1000 });
    const answer = client.answer(run);
    if (typeof answer !== 'string') return answer;
    const why = `${urlOf(place)} gives no answer in ${seconds} s (${program}: exit code ${run.code})`;
    throw new TransportError(answer, why);
  };
};
