import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import { once } from '../thread/judged.ts';

/** One option of the JVM: `-Xmx4g` is name `-Xmx`, value `4g`; `-XX:+UseG1GC` is name `UseG1GC`, value `+`. */
export type Option = { readonly name: string; readonly value: string; readonly text: string };

/** Options whose value is the next word (java(1), JDK 8 to 25). */
const twoWords = new Set(
  '-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --add-opens --add-exports --add-reads --limit-modules --patch-module --enable-native-access'.split(
    ' ',
  ),
);

/** The words between `java` and the main class. Text from inside @argfiles and environment variables is not there. */
const optionsOf = (cmdline: readonly string[]): readonly string[] => {
  const words: string[] = [];
  for (let i = 1; i < cmdline.length; i++) {
    const word = cmdline[i] as string;
    if (twoWords.has(word)) i++;
    else if (word.startsWith('@')) continue;
    else if (!word.startsWith('-') || /^(?:-jar|-m|--module)$/.test(word)) break;
    else words.push(word);
  }
  return words;
};

/** One word of a command line as an option. */
export const optionIn = (text: string): Option => {
  const flag = /^-XX:([+-])(\w+)$/.exec(text);
  if (flag !== null) return { name: flag[2] as string, value: flag[1] as string, text };
  const valued = /^-XX:(\w+)=(.*)$/s.exec(text);
  if (valued !== null) return { name: valued[1] as string, value: valued[2] as string, text };
  const size = /^(-Xm[xsn]|-Xss)(.+)$/.exec(text);
  if (size !== null) return { name: size[1] as string, value: size[2] as string, text };
  const assigned = /^([^=:]+)[=:](.*)$/s.exec(text);
  return assigned === null
    ? { name: text, value: '', text }
    : { name: assigned[1] as string, value: assigned[2] as string, text };
};

const counter = ({ models }: Evidence, name: string): string | undefined => {
  const value = models['perf-data']?.counters.get(name);
  return typeof value === 'string' ? value : undefined;
};

/**
 * The JVM's options in order: its own list (java.rt.vmArgs, with those of JAVA_TOOL_OPTIONS and argument files), else the
 * command line. Throws MissingFact when neither is there.
 */
export const jvmOptions = once((evidence: Evidence): readonly Option[] => {
  const own = counter(evidence, 'java.rt.vmArgs');
  if (own !== undefined) {
    const words = own.split(/\s+(?=-)/).filter((word) => word !== '');
    return words.map((word) => optionIn(word.trim()));
  }
  const cmdline = evidence.models.process?.snapshots.findLast((snapshot) => snapshot.cmdline !== undefined)?.cmdline;
  if (cmdline === undefined) throw new MissingFact(['process', 'perf-data'], 'the options of the JVM are not known');
  return optionsOf(cmdline).map(optionIn);
});

/** All words of the command line and of the JVM's own record of it, the application's arguments, too. */
export const allWords = (evidence: Evidence): readonly string[] => {
  const cmdline = evidence.models.process?.snapshots.findLast((snapshot) => snapshot.cmdline !== undefined)?.cmdline;
  const recorded = ['java.rt.vmArgs', 'sun.rt.javaCommand'].flatMap((name) => counter(evidence, name) ?? []);
  if (cmdline === undefined && recorded.length === 0)
    throw new MissingFact(['process', 'perf-data'], 'the command line is not known');
  return [...(cmdline ?? []), ...recorded.flatMap((text) => text.split(/\s+(?=-)/))];
};

/** The last one given, as the JVM has it. */
export const lastOf = (options: readonly Option[], ...names: readonly string[]): Option | undefined =>
  options.findLast(({ name }) => names.includes(name));

/** `4g`, `512m`, `1048576` as bytes; undefined when it is no size. */
export const bytesOf = (value: string): number | undefined => {
  const found = /^(\d{1,15})([kmgtKMGT]?)$/.exec(value);
  if (found === null) return undefined;
  return Number(found[1]) * 1024 ** ' kmgt'.indexOf((found[2] || ' ').toLowerCase());
};

/** Feature and update of the running JDK: `1.8.0_402` is 8 and 402, `11.0.15` is 11 and 15. Throws MissingFact. */
export const jdkOf = (evidence: Evidence): { readonly feature: number; readonly update: number } => {
  const version = counter(evidence, 'java.property.java.version');
  const old = /^1\.(\d+)\.0(?:_(\d+))?/.exec(version ?? '');
  const now = /^(\d+)(?:\.0\.(\d+))?/.exec(version ?? '');
  const found = old ?? now;
  if (found === null) throw new MissingFact(['perf-data'], 'the version of the JDK is not known');
  return { feature: Number(found[1]), update: Number(found[2] ?? 0) };
};
