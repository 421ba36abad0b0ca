import type { CrashReport } from '../model/crash-report.ts';
import type { Evidence } from '../model/evidence.ts';
import { boolean, type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import { applicationMethod, crashFamilies, hasNoCrash, nativeLibrary, newestCrash, placeOf } from './crash/report.ts';

const untold = new MissingFact([], 'the report does not say');
const told = <T>(value: T | undefined): T | MissingFact => value ?? untold;

const kinds = ['crash-report'] as const;
const of =
  <T>(take: (report: CrashReport, evidence: Evidence) => T | undefined) =>
  (evidence: Evidence): T | MissingFact =>
    told(take(newestCrash(evidence), evidence));

const placed = (report: CrashReport, line: number) => ({ artifact: report.artifactId, line, endLine: line });

/** How a JVM died by its own crash report. */
const crash: FactNamespace = {
  name: 'crash',
  doc: "A crash report (hs_err_pid*.log): how the JVM died, in which thread and code, and what it had of the machine's memory.",
  facts: {
    died: fact(
      boolean('a thread did what the hardware forbids, or a check of the JVM failed: no lack of memory'),
      ['crash-report', 'log'],
      (evidence) => {
        if (hasNoCrash(evidence)) return false;
        const { kind, outOfMemory } = newestCrash(evidence);
        return kind !== 'memory' && outOfMemory === undefined;
      },
    ),
    message: fact(
      string('the words of its head'),
      kinds,
      of(({ message }) => message),
    ),
    signal: fact(
      string('SIGSEGV, SIGBUS, EXCEPTION_ACCESS_VIOLATION'),
      kinds,
      of(({ signal }) => signal),
    ),
    place: fact(string('native, java, compiler, collector, unsafe or jvm: where it happened'), kinds, of(placeOf)),
    frame: fact(
      string('the frame the report names'),
      kinds,
      of(({ problematic }) => problematic?.text),
    ),
    library: fact(string('the native library that failed, none for the JVM itself'), kinds, of(nativeLibrary)),
    nearNull: fact(
      boolean('an address near 0 was touched: a null pointer'),
      kinds,
      of(({ isNullAddress }) => isNullAddress),
    ),
    thread: fact(
      string('name of the thread'),
      kinds,
      of(({ thread }) => thread?.name),
    ),
    threadSource: fact(
      source('the line that names it'),
      kinds,
      of((report) => (report.thread === undefined ? undefined : placed(report, report.thread.line))),
    ),
    compiling: fact(
      string('method that was being compiled'),
      kinds,
      of(({ compiling }) => compiling),
    ),
    method: fact(
      string("first method of the application on the thread's stack"),
      kinds,
      of((report, { appPackages }) => applicationMethod(report, appPackages)),
    ),
    version: fact(
      string('the JVM'),
      kinds,
      of(({ version }) => version),
    ),
    uptimeMs: fact(
      number('how long it had run', 'ms'),
      kinds,
      of(({ uptimeMs }) => uptimeMs),
    ),
    threadCount: fact(
      number('Java threads it had'),
      kinds,
      of(({ javaThreads = [] }) => javaThreads.length || undefined),
    ),
    families: fact(
      list(
        object({ name: string('family'), count: number('threads') }, 'a family of threads'),
        'its Java threads by family, most first',
      ),
      kinds,
      of(crashFamilies),
    ),
    requestedBytes: fact(
      number('memory that was refused', 'bytes'),
      kinds,
      of(({ requestedBytes }) => requestedBytes),
    ),
    residentBytes: fact(
      number('its resident memory', 'bytes'),
      kinds,
      of(({ memory }) => memory.residentBytes),
    ),
    availableBytes: fact(
      number('memory the machine had left', 'bytes'),
      kinds,
      of(({ memory }) => memory.availableBytes),
    ),
    physicalBytes: fact(
      number('memory of the machine', 'bytes'),
      kinds,
      of(({ memory }) => memory.physicalBytes),
    ),
    limitBytes: fact(
      number('limit of the container', 'bytes'),
      kinds,
      of(({ memory }) => memory.limitBytes),
    ),
    usedBytes: fact(
      number('memory in use in the container', 'bytes'),
      kinds,
      of(({ memory }) => memory.usedBytes),
    ),
    addressSpaceBytes: fact(
      number('limit of addresses (ulimit -v)', 'bytes'),
      kinds,
      of(({ addressSpaceBytes }) => addressSpaceBytes),
    ),
    processLimit: fact(
      number('processes and threads its user may have (ulimit -u)'),
      kinds,
      of(({ processLimit }) => processLimit),
    ),
    mappings: fact(
      number('memory mappings it had'),
      kinds,
      of(({ mappings }) => mappings),
    ),
    mappingsMax: fact(
      number('mappings a process may have (vm.max_map_count)'),
      kinds,
      of(({ mappingsMax }) => mappingsMax),
    ),
    source: fact(
      source('the line of its head'),
      kinds,
      of((report) => placed(report, report.line)),
    ),
  },
};

export default crash;
