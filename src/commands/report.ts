import { Args, Flags } from '@oclif/core';
import { DiagnosisCommand } from '../diagnosis-command.ts';
import { judgeFlags } from '../flags/judge.ts';
import { moment } from '../flags/value.ts';
import { RequestError } from '../model/exit-code.ts';

export default class Report extends DiagnosisCommand {
  static override summary = 'Write the report of a capture again, in another format or language.';
  static override examples = [
    { description: 'The newest live run, for the channel', command: '<%= config.bin %> report --last -o markdown' },
    { description: 'In Korean', command: '<%= config.bin %> report sick.tgz --lang ko' },
    {
      description: 'The incident document, with its times',
      command:
        '<%= config.bin %> report --last --template incident --started 2026-11-20T03:02:00Z --resolved 2026-11-20T03:41:00Z',
    },
  ];
  static override args = { capture: Args.string({ ignoreStdin: true, description: 'a capture folder or .tgz' }) };
  static override flags = {
    ...judgeFlags,
    last: Flags.boolean({ description: 'the capture of the last live run' }),
    template: Flags.string({
      description: 'write a document: incident, or the path of your own Markdown with {{blocks}} in it',
      helpValue: 'incident|PATH',
    }),
    started: moment({ description: 'when the incident started', helpValue: 'TIME', dependsOn: ['template'] }),
    detected: moment({ description: 'when it was noticed', helpValue: 'TIME', dependsOn: ['template'] }),
    resolved: moment({ description: 'when it was over', helpValue: 'TIME', dependsOn: ['template'] }),
  };

  protected async perform(): Promise<void> {
    const { args, flags } = await this.parse(Report);
    if (flags.last && args.capture !== undefined) {
      throw new RequestError('bad-flag', '--last and a capture cannot be given together', [
        `jdiag report ${args.capture} reports on that one`,
      ]);
    }
    const { lastCapture } = await import('../app/last-capture.ts');
    const path = flags.last ? await lastCapture(process.env) : args.capture;
    if (path === undefined) {
      throw new RequestError('no-target', 'no capture was given', ['name one, or --last for the newest live run']);
    }
    const { template } = flags;
    if (template === undefined) return this.diagnose([path], flags, 'every');
    const { prepareDocument } = await import('../app/incident-document.ts');
    return this.diagnose([path], flags, 'every', await prepareDocument({ ...flags, template }));
  }
}
