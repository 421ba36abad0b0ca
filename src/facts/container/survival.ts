import type { Evidence } from '../../model/evidence.ts';
import { boolean, MissingFact, object, string, type ValueOf } from '../../model/fact.ts';
import type { PodContainerEvidence } from '../../model/pod-evidence.ts';
import { lastOf } from '../flag/options.ts';
import { optionsFor } from './heap-limit.ts';

export const survivalShape = object(
  {
    heapDumpOnOom: boolean('-XX:+HeapDumpOnOutOfMemoryError is given'),
    heapDumpPath: string('where the dump goes'),
    heapDumpSurvives: boolean('its folder is on a volume that outlives the container'),
    endsOnOom: boolean('-XX:+ExitOnOutOfMemoryError or CrashOnOutOfMemoryError is given'),
    gcLogged: boolean('a GC log is written'),
  },
  'what is left of a JVM after the end of its container',
);

type Survival = Exclude<ValueOf<typeof survivalShape>, MissingFact>;

const isOn = (value: string | undefined): boolean => value === '+';

/** The volume of the deepest mount above a path; undefined: the container's own file system, gone with it. */
const volumeAt = ({ mounts }: PodContainerEvidence, path: string) =>
  mounts
    .filter((mount) => path === mount.path || path.startsWith(`${mount.path.replace(/\/$/, '')}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0];

const lasting: ReadonlySet<string> = new Set(['persistent', 'host', 'empty-dir', 'memory']);

const incomplete = new MissingFact(['perf-data', 'process'], 'the options of the JVM are not known in full');

export const survivalOf = (evidence: Evidence, container: PodContainerEvidence): Survival => {
  const { options, complete } = optionsFor(evidence, container);
  const given = (...names: readonly string[]) => lastOf(options, ...names);
  const found = (isThere: boolean): boolean | MissingFact => (isThere || complete ? isThere : incomplete);
  const onOom = isOn(given('HeapDumpOnOutOfMemoryError')?.value);
  const path = given('HeapDumpPath')?.value;
  const volume = path === undefined ? undefined : volumeAt(container, path);
  return {
    heapDumpOnOom: found(onOom),
    heapDumpPath: path ?? new MissingFact([], 'the dump would go to the working folder'),
    heapDumpSurvives: found(onOom && volume !== undefined && lasting.has(volume.volume) && !volume.readOnly),
    endsOnOom: found(isOn(given('ExitOnOutOfMemoryError')?.value) || isOn(given('CrashOnOutOfMemoryError')?.value)),
    gcLogged: found(options.some(({ name, text }) => name === '-Xloggc' || /^-Xlog(?::|:.*[,:])?gc/.test(text))),
  };
};
