import { describe, expect, it } from 'vitest';
import type { Transport } from '../../src/model/transport.ts';
import { TransportError } from '../../src/model/transport.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import log from '../../src/probe/log.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, machine } from './support/scene.ts';

const dump =
  '2026-11-20 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):\n\n"main" #1\n\nJNI global refs: 4, weak refs: 0\n\nHeap\n garbage-first heap   total 1K, used 1K\n\n';

const stdout = { link: 'pipe:[77]' };
const pipes: Files = {
  '/proc/100/fd/1': { stat: { kind: 'pipe' } },
  '/proc/100/fd/2': { stat: { kind: 'pipe' } },
};

/** A container whose JVM prints its dump into the log, among other lines. */
const inPod = (files: Files, more: Partial<Transport> = {}) => {
  let written = '';
  const signals: number[] = [];
  const transport: Transport = {
    ...scriptedTransport({
      files: machine({ ...pipes, ...files }),
      onSignal: (pid) => {
        signals.push(pid);
        written += `GET /orders 200\n${dump}GET /orders 200\n`;
      },
    }),
    readLinks: async (paths) =>
      paths.map((path) => (/^\/proc\/(?:1|100)\/fd\/1$/.test(path) ? stdout.link : 'elsewhere')),
    markLog: async () => {
      written = '';
      return async () => Buffer.from(written);
    },
    ...more,
  };
  return { transport, signals };
};

const run = (transport: Transport) => climb(threadDump, contextOn(transport, { allow: new Set(['app-log']) }));

describe('SIGQUIT to a JVM in a container', () => {
  it('brings the dump out of the log, and nothing else of it', async () => {
    const { transport, signals } = inPod({});
    const { collected, journal } = await run(transport);
    expect(signals).toEqual([100]);
    expect(collected).toMatchObject({ how: 'sigquit', outcome: 'ok', problems: [] });
    expect(new TextDecoder().decode(collected?.bytes)).toBe(dump);
    expect(journal.at(-1)).toMatchObject({ action: 'SIGQUIT to pid 100', leaves: 'log-output' });
  });

  it('is refused where the log would not have the dump', async () => {
    const links = async (paths: readonly string[]) =>
      paths.map((path) => (path.startsWith('/proc/1/') ? 'pipe:[1]' : 'pipe:[2]'));
    const { transport, signals } = inPod({}, { readLinks: links });
    const { attempts } = await run(transport);
    expect(attempts.find(({ rung }) => rung === 'sigquit')?.reason).toContain(
      'its stdout (pipe:[2]) is not that of the container',
    );
    expect(signals).toEqual([]);
  });

  it('is refused without the permission for the log of the application', async () => {
    const { transport, signals } = inPod({});
    const { attempts } = await climb(threadDump, contextOn(transport));
    expect(attempts.find(({ rung }) => rung === 'sigquit')?.reason).toContain('--allow app-log');
    expect(signals).toEqual([]);
  });
});

describe('the log of a container', () => {
  const line =
    'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached\n';

  it('is read for known lines, of the container before this one too', async () => {
    const asked: (boolean | undefined)[] = [];
    const { transport } = inPod(
      {},
      {
        logTail: async ({ previous }) => {
          asked.push(previous);
          return Buffer.from(previous ? line : 'started\n');
        },
      },
    );
    const { collected } = await climb(log, contextOn(transport));
    expect(collected).toMatchObject({ how: 'container-log', outcome: 'ok' });
    const text = new TextDecoder().decode(collected?.bytes);
    expect(text).toContain('unable to create native thread');
    expect(text).not.toContain('started');
    expect(asked).toEqual([false, true]);
  });

  it('of a first container has nothing before it', async () => {
    const { transport } = inPod(
      {},
      {
        logTail: async ({ previous }) => {
          if (previous) throw new TransportError('failed', 'previous terminated container not found');
          return Buffer.from(line);
        },
      },
    );
    const { collected } = await climb(log, contextOn(transport));
    expect(new TextDecoder().decode(collected?.bytes)).toContain('unable to create native thread');
  });

  it('of which only the end was read is partial', async () => {
    const { transport } = inPod({}, { logTail: async () => Buffer.from('x\n'.repeat(20_000)) });
    const { collected } = await climb(log, contextOn(transport));
    expect(collected).toMatchObject({ outcome: 'partial', problems: ['only the last 20000 lines of it were read'] });
  });

  it('that may not be read says so', async () => {
    const { transport } = inPod(
      {},
      {
        logTail: async () => {
          throw new TransportError('denied', 'pods/log is forbidden');
        },
      },
    );
    const { collected, attempts } = await climb(log, contextOn(transport));
    expect(collected).toBeUndefined();
    expect(attempts.at(-1)).toMatchObject({ status: 'failed', reason: 'pods/log is forbidden' });
  });
});
