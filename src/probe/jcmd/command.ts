import type { RungContext } from '../../model/probe.ts';

/** What jcmd takes with the options below, measured with some room to spare. */
export const secondJvmBytes = 64 * 1024 * 1024;

/**
 * The smallest JVM that runs a tool: it counts against the limits of the container. A command outlives the connection of its exec (seen
 * on 1.20 and 1.35), and without a shell nobody is there to end it: the VM does itself, in minutes (JDK 8 to 21; to later ones nothing is
 * sent that could hang).
 */
const smallJvm = (timeoutMs: number): readonly string[] => [
  '-Xms4m',
  '-Xmx32m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-XX:+IgnoreUnrecognizedVMOptions',
  `-XX:SelfDestructTimer=${Math.ceil(timeoutMs / 60_000)}`,
];

/** A tool of the JDK by its class: Debian's JRE has the module, and more images have java than have its launcher. */
export const toolCommand = (
  { identity }: Pick<RungContext, 'identity'>,
  mainClass: string,
  timeoutMs: number,
): readonly string[] => [`/proc/${identity.pid}/exe`, ...smallJvm(timeoutMs), '-m', `jdk.jcmd/${mainClass}`];

/** jcmd beside the java that runs; undefined: there is none. */
const jcmdBeside = async ({ transport, identity, signal }: RungContext): Promise<string | undefined> => {
  const [java] = await transport.readLinks([`/proc/${identity.pid}/exe`], { signal });
  const beside = typeof java === 'string' ? java.replace(/(?:\/jre)?\/bin\/[^/]+$/, '/bin/jcmd') : '';
  if (!beside.endsWith('/bin/jcmd')) return undefined;
  const about = await transport.stat(beside, { signal }).catch(() => undefined);
  return about?.kind === 'file' ? beside : undefined;
};

/** How jcmd is started, for an answer that is waited for so long. In a container without it, by the class behind it. */
export const jcmdCommand = async (context: RungContext, timeoutMs: number): Promise<readonly string[]> => {
  const beside = await jcmdBeside(context);
  if (!context.transport.insideLimits) return [beside ?? 'jcmd'];
  if (beside !== undefined) return [beside, ...smallJvm(timeoutMs).map((option) => `-J${option}`)];
  return toolCommand(context, 'sun.tools.jcmd.JCmd', timeoutMs);
};

/** From this release on the VM writes the dump from inside the safepoint: a slow reader of jcmd freezes the application. */
const firstStreaming = 24;

const versionTimeoutMs = 10_000;

/** Why the output of jcmd must not go straight through the network; undefined: the VM buffers it. */
export const writesInSafepoint = async ({ transport, identity, signal }: RungContext): Promise<string | undefined> => {
  if (!transport.insideLimits) return undefined;
  const { stdout, stderr } = await transport.exec(
    [`/proc/${identity.pid}/exe`, ...smallJvm(versionTimeoutMs), '-version'],
    {
      signal,
      timeoutMs: versionTimeoutMs,
    },
  );
  const release = /version "(?:1\.)?(\d+)/.exec(stderr + new TextDecoder().decode(stdout))?.[1];
  if (release !== undefined && Number(release) < firstStreaming) return undefined;
  const which = release === undefined ? 'the release of its java is not known' : `java ${release}`;
  return `${which}: it would write the dump from inside the safepoint, straight through the network, and the container has no shell to keep it in a file first`;
};
