import { Command } from '@oclif/core';
import { interruptOnSignals } from './app/interrupt.ts';
import type { Progress } from './app/progress.ts';
import { checkPublication, type Publication, publish } from './app/publish.ts';
import { wantsJson } from './app/streams.ts';
import { chooseTargets } from './choose-targets.ts';
import { reportFailure } from './command-failure.ts';
import { type ClusterFlags, clusterScope } from './flags/cluster.ts';
import { outputFlags } from './flags/output.ts';
import type { Notice } from './model/report.ts';
import type { Target } from './model/target.ts';
import { escapeText } from './report/text/escape.ts';
import { spinner } from './spinner.ts';

/** What the output flags mean, for publish(). */
export type OutputFlags = {
  readonly output: Publication['format'];
  readonly json: boolean;
  readonly notify?: 'slack' | undefined;
  readonly 'output-file'?: string | undefined;
  readonly report?: string[] | undefined;
  readonly lang: 'en' | 'ko';
};

const publicationOf = (flags: OutputFlags): Omit<Publication, 'result' | 'notices'> => ({
  format: flags.json ? 'json' : (flags.notify ?? flags.output),
  lang: flags.lang,
  files: flags.report ?? [],
  ...(flags['output-file'] === undefined ? {} : { outputFile: flags['output-file'] }),
});

/**
 * Every command: parses its words, runs one use case, publishes one result. Exit codes, failures, signals, warnings and
 * progress are handled here, so that they are the same with and without --json; oclif's own error, exit and JSON paths
 * are not used (they lose warnings and exit codes).
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = outputFlags;

  private readonly interrupt = interruptOnSignals();
  private readonly notices: Notice[] = [];

  /** Aborted by Ctrl-C. */
  protected readonly stop = this.interrupt.signal;
  protected readonly progress: Progress = spinner();

  /** Ctrl-C as the ordinary end of the work. */
  protected orderedEnd(): ReturnType<typeof this.interrupt.ending> {
    return this.interrupt.ending();
  }

  /** A warning: on stderr now, and in the document of the result. */
  protected readonly notice = (notice: Notice): void => {
    this.notices.push(notice);
    this.progress.say(`warning: ${escapeText(notice.message)}`);
  };

  /** What the command publishes: decides which formats it has. */
  protected readonly resultKind: 'report' | 'document' = 'document';

  /** Formats of a document of its own kind, beside terminal, json and yaml. */
  protected readonly furtherFormats: readonly Publication['format'][] = [];

  protected abstract perform(): Promise<void>;

  /** Throws RequestError for an output that cannot be had, before any JVM is asked or file is read. */
  protected checkOutputs(flags: OutputFlags): Promise<void> {
    return checkPublication(publicationOf(flags), this.resultKind, this.furtherFormats);
  }

  /** The targets that the words mean. Without cluster flags the command never touches the world. */
  protected async targets(words: readonly string[], flags?: ClusterFlags): Promise<readonly Target[]> {
    const { settings } = await import('./app/settings.ts');
    const { context } = await settings();
    return chooseTargets(words, {
      signal: this.stop,
      notice: this.notice,
      say: (text) => this.progress.say(escapeText(text)),
      ...(flags === undefined ? {} : { cluster: clusterScope(flags, context), selector: flags.selector }),
    });
  }

  override async run(): Promise<void> {
    try {
      await this.perform();
    } catch (error) {
      this.progress.end();
      // oclif warns of commands that did not parse; this one did, and failed.
      this.parsed = true;
      reportFailure(error, wantsJson(this.argv), this.notices);
    } finally {
      this.progress.end();
      this.interrupt.release();
    }
  }

  /** Prints the result in the format asked for, writes the files asked for, sets the exit code. */
  protected async publish(result: Publication['result'], flags: OutputFlags): Promise<void> {
    this.progress.end();
    this.stop.throwIfAborted();
    await publish({ result, notices: this.notices, ...publicationOf(flags) });
  }
}
