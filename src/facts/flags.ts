import type { Evidence } from '../model/evidence.ts';
import { boolean, type FactNamespace, fact, list, MissingFact, number, object, string } from '../model/fact.ts';
import { conflictsIn } from './flag/conflict.ts';
import { isUnaware } from './flag/container.ts';
import { allWords, bytesOf, jdkOf, jvmOptions, lastOf } from './flag/options.ts';
import { outdatedIn } from './flag/outdated.ts';
import { secretsIn } from './flag/secret.ts';

const kinds = ['process', 'perf-data'] as const;

const conflict = object(
  { winner: string('option in force'), loser: string('option given in vain') },
  'two options of which one counts',
);

const outdated = object(
  {
    flag: string('option'),
    isIgnored: boolean('this JDK accepts it and does nothing; else it is deprecated'),
    sinceJdk: number('feature version since when'),
  },
  'an option of another time',
);

/** `opentelemetry-javaagent` of `-javaagent:/opt/opentelemetry-javaagent-2.1.jar=x`. */
const agentName = (value: string): string =>
  (value.split('=', 1)[0] ?? '').replace(/^.*[/\\]/, '').replace(/(?:[-_.]?v?\d[\w.-]*)?\.(?:jar|so|dll)$/, '');

const agentsIn = (evidence: Evidence): readonly string[] => [
  ...new Set(
    jvmOptions(evidence)
      .filter(({ name, value }) => /^-(?:javaagent|agentpath|agentlib)$/.test(name) && !value.startsWith('jdwp'))
      .map(({ value }) => agentName(value)),
  ),
];

const maxHeap = (evidence: Evidence): number => {
  const given = lastOf(jvmOptions(evidence), '-Xmx', 'MaxHeapSize');
  const bytes = given === undefined ? undefined : bytesOf(given.value);
  if (bytes === undefined) throw new MissingFact([...kinds], 'the maximum of the heap is not given as a size');
  return bytes;
};

/** The JVM's options and what is wrong with them. */
const flags: FactNamespace = {
  name: 'flags',
  doc: 'Options of the JVM: contradictions, what this JDK ignores, agents, secrets.',
  facts: {
    conflicts: fact(list(conflict, 'options given in vain beside another'), [...kinds], (evidence) =>
      conflictsIn(jvmOptions(evidence)),
    ),
    outdated: fact(list(outdated, 'options this JDK ignores or announces to drop'), [...kinds], (evidence) => [
      ...outdatedIn(jvmOptions(evidence), jdkOf(evidence).feature),
    ]),
    faultCount: fact(number('conflicts, ignored and deprecated options'), [...kinds], (evidence) => {
      const options = jvmOptions(evidence);
      return conflictsIn(options).length + outdatedIn(options, jdkOf(evidence).feature).length;
    }),
    agents: fact(list(string('name'), 'agents (-javaagent, -agentpath), the debugger left out'), [...kinds], agentsIn),
    agentCount: fact(number('agents'), [...kinds], (evidence) => agentsIn(evidence).length),
    secrets: fact(
      list(string('name of the option'), 'options and arguments whose value is a secret; never the value'),
      [...kinds],
      (evidence) => secretsIn(allWords(evidence)),
    ),
    secretCount: fact(number('such options'), [...kinds], (evidence) => secretsIn(allWords(evidence)).length),
    maxHeapGiven: fact(
      boolean('-Xmx or MaxHeapSize stands among the options'),
      [...kinds],
      (evidence) => lastOf(jvmOptions(evidence), '-Xmx', 'MaxHeapSize') !== undefined,
    ),
    maxHeapBytes: fact(number('-Xmx', 'bytes'), [...kinds], maxHeap),
    compressedOopsOff: fact(
      boolean('-XX:-UseCompressedOops is given'),
      [...kinds],
      (evidence) => lastOf(jvmOptions(evidence), 'UseCompressedOops')?.value === '-',
    ),
    objectAlignment: fact(boolean('-XX:ObjectAlignmentInBytes is given'), [...kinds], (evidence) =>
      jvmOptions(evidence).some(({ name }) => name === 'ObjectAlignmentInBytes'),
    ),
    zgc: fact(
      boolean('ZGC, which never compresses references'),
      [...kinds],
      (evidence) => lastOf(jvmOptions(evidence), 'UseZGC')?.value === '+',
    ),
    containerSupportOff: fact(
      boolean('-XX:-UseContainerSupport is given'),
      [...kinds],
      (evidence) => lastOf(jvmOptions(evidence), 'UseContainerSupport')?.value === '-',
    ),
    containerUnaware: fact(
      boolean('this JDK is too old to read the limits of this cgroup version'),
      [...kinds],
      (evidence) => isUnaware(evidence),
    ),
  },
};

export default flags;
