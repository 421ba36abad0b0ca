import { type Transport, TransportError } from '../model/transport.ts';
import { claimLocal, copyLocal } from './local-copy.ts';
import { execLocal } from './local-exec.ts';
import {
  listLocalDir,
  readLocalFile,
  readLocalFiles,
  readLocalLinks,
  statLocal,
  transportError,
} from './local-files.ts';
import { askLocalSocket, cannotActAs } from './local-socket.ts';
import { createLocalEmpty } from './local-temp.ts';

/** This machine. Its files straight from the file system, other users' sockets through a child process. */
export const localTransport = (): Transport => ({
  place: 'this machine',
  exec: execLocal,
  readFile: readLocalFile,
  readFiles: readLocalFiles,
  listDir: listLocalDir,
  readLinks: readLocalLinks,
  stat: statLocal,
  cannotActAs,
  unixSocket: askLocalSocket,
  signal: async (pid, signal) => {
    // 0 and negative numbers mean whole groups of processes.
    if (!Number.isInteger(pid) || pid <= 0) throw new TransportError('failed', `cannot send ${signal} to pid ${pid}`);
    try {
      process.kill(pid, signal);
    } catch (error) {
      throw transportError(`send ${signal} to pid ${pid}`, error);
    }
  },
  createEmpty: createLocalEmpty,
  copyOut: copyLocal,
  claim: claimLocal,
  // Node's HTTP takes longer to load than most looks need.
  httpGet: async (place, limits) => (await import('./local-http.ts')).getLocal(place, limits),
});
