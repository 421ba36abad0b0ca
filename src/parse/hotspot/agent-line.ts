import type { ThreadState } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';
import { featureRelease } from './banner.ts';
import { emptyHeader } from './header-fields.ts';
import { type Line, note } from './line.ts';

const agentThread = /^Thread (\d+): \(state = ([A-Z_]+)\)/;

/** Lines that only the serviceability agent writes (jstack -F, jhsdb jstack). */
export const agentLine = (line: string): Line | undefined => {
  const thread = agentThread.exec(line);
  if (thread !== null) {
    const state: ThreadState = thread[2] === 'BLOCKED' ? 'BLOCKED' : thread[2] === 'NEW' ? 'NEW' : 'RUNNABLE';
    const header = emptyHeader(`Thread ${thread[1]}`);
    header.nativeId = Number(thread[1]);
    header.state = state;
    header.stateText = thread[2] as string;
    header.stackAddress = true;
    header.certain = true;
    return { kind: 'header', header };
  }
  const attach = /^Attaching to (?:process ID (\d+)|core )/.exec(line);
  if (attach !== null) return attach[1] === undefined ? { kind: 'agent' } : { kind: 'pid', pid: Number(attach[1]) };
  const version = /^JVM version is (\S+)/.exec(line);
  if (version !== null) {
    const jdk = featureRelease(version[1] as string);
    return { kind: 'agent-version', version: detached(version[1] as string), ...(jdk === undefined ? {} : { jdk }) };
  }
  if (/^(?:Debugger attached successfully|Deadlock Detection:)/.test(line)) return { kind: 'agent' };
  if (
    /^(?:Server|Client|Minimal) compiler detected|^No deadlocks found|^Finding concurrent locks|^-{17} \d+ -{17}$/.test(
      line,
    )
  )
    return note;
  return undefined;
};
