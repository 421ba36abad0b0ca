import { RequestError } from '../model/exit-code.ts';
import { statusFields } from '../model/proc-text.ts';
import { type Transport, TransportError } from '../model/transport.ts';
import { describeJvm, type LocalJvm, libraryIn, looksLikeJava } from './local-jvms.ts';
import { type LocalProcess, readProcesses, readUserNames, textOf } from './local-process.ts';

const listHint = 'jdiag ps lists the JVMs of this machine';

const ownUid = async (transport: Transport): Promise<number | undefined> => {
  const [status] = await transport.readFiles(['/proc/self/status']);
  const effective = statusFields(textOf(status) ?? '')
    .get('Uid')
    ?.split(/\s+/)[1];
  return effective === undefined ? undefined : Number(effective);
};

const nameOf = ({ stat, cmdline }: LocalProcess): string => {
  const program = cmdline[0] ?? '';
  return program === '' || program.endsWith(`/${stat.comm}`) || program === stat.comm
    ? `"${stat.comm}"`
    : `"${stat.comm}" (${program})`;
};

const noProcess = async (transport: Transport, pid: number): Promise<RequestError> => {
  const [boot] = await transport.readFiles(['/proc/stat']);
  return boot instanceof TransportError
    ? new RequestError('no-proc', `pid/${pid}: no /proc on this machine; live JVMs are examined on Linux only`, [
        'captured files work everywhere: jstack PID > dump.txt, then jdiag threads dump.txt',
      ])
    : new RequestError('no-such-process', `pid/${pid}: no such process`, [listHint]);
};

/** The JVM with this pid. Throws RequestError when there is none to examine, saying what there is instead. */
export const pidTarget = async (
  transport: Transport,
  pid: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<LocalJvm> => {
  const [found] = await readProcesses(transport, [pid], options.signal);
  if (found === undefined) throw await noProcess(transport, pid);
  const { identity, stat, groupPid, parentPid } = found;
  if (groupPid !== pid) {
    throw new RequestError('not-a-process', `pid/${pid} is a thread ("${stat.comm}") of process ${groupPid}`, [
      `use pid/${groupPid}`,
    ]);
  }
  if (stat.state === 'Z' || stat.state === 'X') {
    throw new RequestError(
      'zombie',
      `pid/${pid} ("${stat.comm}") has ended; its parent ${parentPid} did not collect it`,
      [`nothing can be had from it: look at its log, at hs_err_pid${pid}.log and at the kernel log for an OOM kill`],
    );
  }
  const [maps] = await transport.readFiles([`/proc/${pid}/maps`], options);
  const users = await readUserNames(transport);
  const library = libraryIn(maps);
  const uid = await ownUid(transport);
  const denied = library instanceof TransportError && library.code === 'denied';
  if (denied && uid !== 0 && uid !== identity.effectiveUid) {
    const owner = users.get(identity.effectiveUid);
    const named = owner === undefined ? `uid ${identity.effectiveUid}` : `${owner} (uid ${identity.effectiveUid})`;
    throw new RequestError(
      'other-user',
      `pid/${pid} ${nameOf(found)} belongs to ${named}; jdiag runs as uid ${uid ?? 'unknown'}`,
      [
        `sudo jdiag threads pid/${pid}`,
        ...(identity.effectiveUid === 0
          ? []
          : [`or as that user: sudo -u '${owner ?? `#${identity.effectiveUid}`}' jdiag ...`]),
      ],
    );
  }
  if (library instanceof TransportError && (library.code === 'gone' || library.code === 'not-found')) {
    throw await noProcess(transport, pid);
  }
  if (library === 'none' || (library instanceof TransportError && !looksLikeJava(found))) {
    const why =
      library instanceof TransportError
        ? 'its name is not java and its memory map cannot be read'
        : 'it has no libjvm.so loaded';
    throw new RequestError('not-a-jvm', `pid/${pid} is ${nameOf(found)}, not a JVM: ${why}`, [listHint]);
  }
  return describeJvm(transport, found, library, users);
};
