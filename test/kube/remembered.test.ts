import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { remembering } from '../../src/kube/remembered.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const reader = () => {
  const asked: string[][] = [];
  let count = 0;
  const read = remembering(async (paths) => {
    asked.push([...paths]);
    return paths.map(() => Buffer.of(count++));
  });
  return { read, asked };
};

describe('files that cost an exec each', () => {
  it('of the kernel are read anew after a second, steady ones never', async () => {
    const { read, asked } = reader();
    const paths = ['/proc/1/stat', '/proc/1/mountinfo', '/sys/fs/cgroup/pids.max', '/proc/1/stat'];
    const first = await read(paths);
    expect(first[3]).toBe(first[0]);
    vi.advanceTimersByTime(999);
    expect(await read(paths)).toEqual(first);
    vi.advanceTimersByTime(1);
    await read(paths);
    expect(asked).toEqual([['/proc/1/stat', '/proc/1/mountinfo', '/sys/fs/cgroup/pids.max'], ['/proc/1/stat']]);
  });

  it('of the application are never taken for unchanged', async () => {
    const { read, asked } = reader();
    for (const path of ['/tmp/hsperfdata_app/1', '/proc/1/root/tmp/hsperfdata_app/1', '/proc/1/root/limits']) {
      await read([path]);
      await read([path]);
    }
    expect(asked).toHaveLength(6);
  });
});
