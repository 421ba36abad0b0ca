import { Args, Flags } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { clusterFlags } from '../flags/cluster.ts';
import { collectFlags } from '../flags/collect.ts';
import { histogramFlags } from '../flags/histogram.ts';
import { judgeFlags } from '../flags/judge.ts';
import { RequestError } from '../model/exit-code.ts';

/** Levels of the tree that a page unfolds when nobody says how many. */
const htmlDepth = 5;
const subcommands = ['dump', 'export', 'redact'];

export default class Heap extends DiagnosisCommand {
  static override summary = 'Say what fills the heap: of a running JVM, of a heap dump, of class histograms.';
  static override description =
    `Of a dump: the suspects with the way from a GC root and what is in them, threads, collections and class loaders; sizes are
those Eclipse MAT shows, 100 MB take a second. Of a running JVM: class histograms and what grew between them; no collection is
forced unless --live asks for it. Findings follow, and one verdict line, last.`;
  static override examples = [
    { description: 'Who keeps the memory', command: '<%= config.bin %> heap app.hprof' },
    {
      description: 'What grows in a pod: two class histograms, 10 s apart',
      command: '<%= config.bin %> heap pod/appr-api-1',
    },
    {
      description: 'Does anything only grow? Three of what is reachable, a minute apart',
      command: '<%= config.bin %> heap pod/appr-api-1 --live --allow full-gc --count 3 --interval 60s',
    },
    {
      description: 'Only the histogram: one pass, 70 MB of memory',
      command: '<%= config.bin %> heap app.hprof.gz --histogram',
    },
    {
      description: 'One object: its fields, who refers to it, what it keeps',
      command: '<%= config.bin %> heap app.hprof --object 0x7f921e1ee540',
    },
    {
      description: 'The largest objects of a class',
      command: '<%= config.bin %> heap app.hprof --class com.acme.Cache --depth 3',
    },
    {
      description: 'What is kept without caches that give way: soft and weak references lead nowhere',
      command: '<%= config.bin %> heap app.hprof --weak exclude',
    },
    { description: 'For scripts', command: '<%= config.bin %> heap app.hprof --json --top 100' },
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'pid/N, pod/NAME, a heap dump (.hprof, .hprof.gz), class histograms, a capture, a directory or -',
    }),
  };
  static override flags = {
    ...histogramFlags,
    allow: collectFlags.allow,
    'max-pause': collectFlags['max-pause'],
    'dry-run': collectFlags['dry-run'],
    ...clusterFlags,
    ...judgeFlags,
    histogram: Flags.boolean({
      description: 'one pass: classes, instances and bytes, nothing of references',
      helpGroup: 'HEAP',
    }),
    top: Flags.integer({
      description: 'rows of each table',
      default: 20,
      min: 1,
      max: 2000,
      helpValue: 'N',
      helpGroup: 'HEAP',
    }),
    object: Flags.string({
      description: 'look into the object at this address; repeatable',
      helpValue: '0xADDRESS',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'HEAP',
    }),
    class: Flags.string({
      description: 'look into the largest objects of this class; repeatable',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'HEAP',
    }),
    depth: Flags.integer({
      description: 'levels of the dominator tree to show',
      default: 0,
      min: 0,
      max: 12,
      helpValue: 'N',
      helpGroup: 'HEAP',
    }),
    path: Flags.boolean({ description: 'the whole way from the GC root, step by step', helpGroup: 'HEAP' }),
    weak: Flags.option({
      description: 'exclude: what only weak, soft and phantom references reach is not kept (Eclipse MAT: follow)',
      options: ['follow', 'exclude'] as const,
      default: 'follow',
      helpGroup: 'HEAP',
    })(),
    'compact-headers': Flags.boolean({
      description: 'the JVM ran with compact object headers (JDK 24+): count 8 bytes for them',
      helpGroup: 'HEAP',
    }),
  };

  protected async perform(): Promise<void> {
    const { argv, flags } = await this.parse(Heap);
    const words = argv as string[];
    const subcommand = words.find((word) => subcommands.includes(word));
    if (subcommand !== undefined) {
      throw new RequestError('bad-target', `"${subcommand}" is a command of its own, not a target`, [
        `did you mean "jdiag heap ${subcommand} ..."?`,
        `a file or pod of that name: ./${subcommand}, pod/${subcommand}`,
      ]);
    }
    const asHtml = flags.output === 'html' || (flags.report ?? []).some((report) => report.startsWith('html='));
    const { count, ...others } = flags;
    await this.diagnose(words, { ...others, histograms: count }, 'heap', undefined, {
      mode: flags.histogram ? 'histogram' : 'graph',
      top: flags.top,
      depth: flags.depth > 0 ? flags.depth : asHtml ? htmlDepth : 0,
      wholePaths: flags.path,
      ...(flags['app-packages'] === undefined
        ? {}
        : { appPackages: flags['app-packages'].split(',').map((name) => name.trim()) }),
      queries: [...addresses(flags.object ?? []), ...(flags.class ?? [])],
      compactHeaders: flags['compact-headers'],
      weak: flags.weak,
    });
  }
}

const addresses = (words: readonly string[]): readonly string[] =>
  words.map((word) => {
    const text = /^0x/i.test(word) ? word : `0x${word}`;
    if (/^0x[0-9a-f]{1,16}$/i.test(text)) return text.toLowerCase();
    throw new RequestError('bad-flag', `--object ${word} is not an address`, [
      'write it as the reports do: 0x7f921e1ee540',
    ]);
  });
