import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookingAhead } from '../../src/kube/ahead.ts';
import type { Files } from '../../src/kube/files.ts';
import { TransportError } from '../../src/model/transport.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const missing = new TransportError('not-found', 'no such file');

/** A place whose answers are numbered, and what it was asked. */
const place = (isThere: (path: string) => boolean = () => true) => {
  const asked: string[] = [];
  let count = 0;
  const files: Files = {
    read: async (paths) => {
      asked.push(...paths);
      return paths.map((path) => (isThere(path) ? Buffer.of(count++) : missing));
    },
    readFrom: async () => Buffer.of(count++),
    list: async (path) => {
      asked.push(`${path}/`);
      return [String(count++)];
    },
    links: async (paths) => {
      asked.push(...paths);
      return paths.map(() => String(count++));
    },
    stat: async (path) => {
      asked.push(path);
      return { kind: 'file', uid: 0, gid: 0, sizeBytes: count++, inode: 1 };
    },
  };
  const ahead = lookingAhead(files);
  const settle = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  const newly = async <T>(work: () => Promise<T>): Promise<readonly string[]> => {
    asked.length = 0;
    await work();
    return [...asked];
  };
  return { ...ahead, asked, settle, newly };
};

describe('a look at a process far away', () => {
  const stat = '/proc/7/stat';

  it('is fetched before it is asked for', async () => {
    const { expect: look, files, settle, newly } = place();
    look(7);
    await settle();
    expect(await newly(() => files.read([stat, '/proc/7/limits', '/sys/fs/cgroup/pids.max']))).toEqual([]);
    expect(await newly(() => files.list('/proc/7/task'))).toEqual([]);
    expect(await newly(() => files.read(['/proc/8/stat', stat]))).toEqual(['/proc/8/stat']);
  });

  it('is anew when it is said to come, after a second, and after something was done', async () => {
    const { expect: look, forget, files, settle, newly } = place();
    look(7);
    await settle();
    const [first] = await files.read([stat]);
    look(7);
    await settle();
    const [second] = await files.read([stat]);
    expect(second).not.toEqual(first);
    vi.advanceTimersByTime(1000);
    expect(await newly(() => files.read([stat]))).toEqual([stat]);
    forget();
    expect(await newly(() => files.read([stat]))).toEqual([stat]);
  });

  it('repeats what was asked for the last time, but nothing of single threads', async () => {
    const { expect: look, files, settle, asked } = place();
    await files.read(['/proc/7/oom_score', '/proc/7/task/9/stat']);
    await files.links(['/proc/7/fd/3']);
    asked.length = 0;
    look(7);
    await settle();
    expect(asked).toContain('/proc/7/oom_score');
    expect(asked).toContain('/proc/7/fd/3');
    expect(asked).not.toContain('/proc/7/task/9/stat');
  });

  it('of another process leaves this one as it is', async () => {
    const { expect: look, files, settle, newly } = place();
    look(7);
    await settle();
    expect((await newly(async () => look(8))).filter((path) => path.startsWith('/proc/7/'))).toEqual([]);
    expect(await newly(() => files.read([stat]))).toEqual([]);
  });

  it('never takes a file of the application for unchanged, nor asks twice for a control file that is not there', async () => {
    const { files, newly } = place((path) => !path.startsWith('/sys/'));
    const own = '/proc/7/root/tmp/hsperfdata_app/7';
    await files.read([own]);
    expect(await newly(() => files.read([own]))).toEqual([own]);
    await files.read(['/sys/fs/cgroup/pids.max']);
    vi.advanceTimersByTime(60_000);
    expect(await newly(() => files.read(['/sys/fs/cgroup/pids.max']))).toEqual([]);
  });

  it('that failed on the way is asked for again', async () => {
    let fails = true;
    const { files } = lookingAhead({
      read: async (paths) => {
        if (fails) throw new TransportError('failed', 'cut');
        return paths.map(() => Buffer.of(1));
      },
    } as Pick<Files, 'read'> as Files);
    await expect(files.read([stat])).rejects.toThrow('cut');
    fails = false;
    expect(await files.read([stat])).toEqual([Buffer.of(1)]);
  });
});
