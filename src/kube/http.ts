import type { HttpPlace } from '../model/pod-api.ts';
import { type CallLimits, type Transport, TransportError } from '../model/transport.ts';
import { ending } from './inside.ts';
import { quoted, type Shell } from './shell.ts';

const defaultTimeoutMs = 2000;
/** Behind the body, on a line of its own. */
const mark = 'jdiag-status';

type HttpGet = NonNullable<Transport['httpGet']>;

const urlOf = ({ port, path, https }: HttpPlace): string =>
  `${https ? 'https' : 'http'}://127.0.0.1:${port}${path ?? '/'}`;

/** GNU's wget tries again and again: it is ended from outside. */
const wgetOf = (place: HttpPlace, seconds: number): readonly string[] => [
  'wget',
  '-q',
  ...(place.https ? ['--no-check-certificate'] : []),
  '-T',
  String(seconds),
  '-O',
  '-',
  urlOf(place),
];

/** By curl of the image, else wget (busybox's, too). Undefined: it has neither. */
export const httpByShell = async (shell: Shell): Promise<HttpGet | undefined> => {
  const found = await shell.script('command -v curl || command -v wget');
  const program = Buffer.from(found.stdout).toString().trim().split('/').at(-1);
  if (program !== 'curl' && program !== 'wget') return undefined;
  return async (place, limits: CallLimits = {}) => {
    const seconds = Math.ceil((limits.timeoutMs ?? defaultTimeoutMs) / 1000);
    const text =
      program === 'curl'
        ? `curl -s -k -m ${seconds} -w '\n${mark} %{http_code}' ${quoted(urlOf(place))}`
        : `${ending(wgetOf(place, seconds), { timeoutMs: seconds * 1000 })}; r=$?; printf '\\n${mark} 0'; jdiag_code $r`;
    const { timeoutMs: _, ...others } = limits;
    const { code, stdout } = await shell.script(text, { ...others, timeoutMs: (seconds + 3) * 1000 });
    const at = Buffer.from(stdout).lastIndexOf(`\n${mark} `);
    const status = Number(Buffer.from(stdout.subarray(at)).toString().split(' ')[1]);
    if (code !== 0 || at < 0)
      throw new TransportError(
        'failed',
        `${urlOf(place)} gives no answer in ${seconds} s (${program}: exit code ${code})`,
      );
    return { status, body: stdout.subarray(0, at) };
  };
};
