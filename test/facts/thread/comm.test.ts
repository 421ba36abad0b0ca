import { describe, expect, it } from 'vitest';
import { completed } from '../../../src/facts/thread/comm.ts';
import { familyOf } from '../../../src/facts/thread/family.ts';

describe('a name as the kernel keeps it', () => {
  const names: readonly (readonly [string, string])[] = [
    ['main', 'main'],
    ['Thread-123', 'Thread-#'],
    ['http-nio-8080-e', 'http-nio-#-exec-#'],
    ['http-nio-127.0.', 'http-nio-#-exec-#'],
    ['http-nio-8080-A', 'http-nio-#-A'],
    ['nioEventLoopGro', 'nioEventLoopGroup-#-#'],
    ['C2 CompilerThre', 'C2 CompilerThread#'],
    ['OkHttp Dispatch', 'OkHttp Dispatcher'],
    ['report-worker-1', 'report-worker-#'],
    ['report-worker-', 'report-worker-'],
    ['결재-워커', '결재-워커'],
  ];
  it.each(names)('%j is of family %j', (comm, family) => {
    expect(familyOf(completed(comm))).toBe(family);
  });

  it('says nothing of numbers that may be cut', () => {
    expect(completed('order-worker-12')).toBe('order-worker-#');
    expect(completed('order-worker-1')).toBe('order-worker-1');
  });
});
