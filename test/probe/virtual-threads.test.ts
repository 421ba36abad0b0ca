import { describe, expect, it } from 'vitest';
import type { ProbeContext } from '../../src/model/probe.ts';
import { hintsAtVirtualThreads } from '../../src/probe/dump-to-file/hint.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import { collectDumps } from '../../src/probe/ladder/dumps.ts';
import processProbe from '../../src/probe/process.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import virtualThreads from '../../src/probe/virtual-threads.ts';
import { type Script, scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, listenerUp, machine } from './support/scene.ts';

const socket = '/proc/100/root/tmp/.java_pid100';
const json = '{ "threadDump": { "processId": "100" } }\n';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (given: Uint8Array | undefined): string => new TextDecoder().decode(given);

/** A transport whose JVM writes `content` into the file it is told of; the folder of a scripted file is fixed, so that reads of it are answered here. */
const run = async (answer: string, content: string | undefined, files: Files = listenerUp) => {
  const asked: string[] = [];
  const script: Script = {
    files: machine(files),
    sockets: {
      [socket]: (request) => {
        asked.push(text(request));
        return answer;
      },
    },
    onCreate: () => undefined,
    onSignal: () => undefined,
  };
  const scripted = scriptedTransport(script);
  const transport: ProbeContext['transport'] = {
    ...scripted,
    readFile: (path, limits) =>
      content !== undefined && path.includes('.jdiag-threads-')
        ? Promise.resolve(bytes(content))
        : scripted.readFile(path, limits),
  };
  const result = await climb(virtualThreads, contextOn({ ...transport, calls: scripted.calls } as never));
  return { ...result, asked, acts: scripted.calls.filter((call) => /^(?:create|remove)/.test(call)) };
};

describe('the list of virtual threads', () => {
  it('is written into a file of the JVM, read and removed', async () => {
    const { collected, asked, acts, journal } = await run('0\nCreated /tmp/x.json\n', json);
    expect(collected).toMatchObject({
      kind: 'thread-dump',
      ext: 'json',
      how: 'dump-to-file',
      cost: 'none',
      outcome: 'ok',
    });
    expect(text(collected?.bytes)).toBe(json);
    expect(asked).toEqual([
      expect.stringMatching(
        /^1\0jcmd\0Thread\.dump_to_file -overwrite -format=json \/tmp\/\.jdiag-threads-[0-9a-f]{16}\.json\0\0\0$/,
      ),
    ]);
    expect(acts).toEqual([
      expect.stringMatching(/^create \/proc\/100\/root\/tmp\/\.jdiag-threads-/),
      expect.stringMatching(/^remove \/proc\/100\/root\/tmp\/\.jdiag-threads-/),
    ]);
    expect(journal.at(-1)).toMatchObject({ outcome: `${json.length} bytes, file removed`, leaves: 'nothing' });
  });

  it.each([
    [
      'the JVM declines',
      '1\njava.lang.IllegalArgumentException: Unknown diagnostic command\n',
      json,
      /declined Thread.dump_to_file: java.lang.Ill/,
    ],
    ['the file is cut', '0\nCreated /tmp/x.json\n', '{ "threadDump": { "threads": [', /not whole/],
    ['the answer is empty', '', json, /no answer/],
  ])('%s: nothing is had, and the file is removed', async (_, answer, content, reason) => {
    const { collected, attempts, acts } = await run(answer, content);
    expect(collected).toBeUndefined();
    expect(attempts).toMatchObject([{ rung: 'dump-to-file', status: 'failed', reason: expect.stringMatching(reason) }]);
    expect(acts.at(-1)).toMatch(/^remove /);
  });

  it('is not asked for where attaching would hurt', async () => {
    const { attempts, asked } = await run('0\nCreated', json, { '/proc/sys/kernel/threads-max': '900\n' });
    expect(attempts).toMatchObject([{ status: 'refused' }]);
    expect(asked).toEqual([]);
  });
});

describe('a dump that hints at virtual threads', () => {
  const dump = (release: string, line: string): Uint8Array =>
    bytes(`2026-11-20 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (${release} mixed mode):\n\n${line}\n`);
  it.each([
    ['21.0.5+11', '   Carrying virtual thread #22', true],
    ['25+36', '"VirtualThread-unblocker" #21 [9] daemon', true],
    ['21.0.5+11', '"ForkJoinPool-1-worker-1" #19 [9] daemon', true],
    ['21.0.5+11', '"ForkJoinPool.commonPool-worker-1" #19 [9] daemon', false],
    ['17.0.15+6', '"ForkJoinPool-1-worker-1" #19 daemon', false],
    ['25.362-b09', '"main" #1', false],
    ['21.0.5+11', '"main" #1', false],
  ])('%s %s: %s', (release, line, hints) => {
    expect(hintsAtVirtualThreads(dump(release, line))).toBe(hints);
  });

  it('is followed by the list; after one failure no further list is tried', async () => {
    const print =
      '2026-11-20 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (21.0.5+11 mixed mode):\n\n"main" #1\n   Carrying virtual thread #22\n\nJNI global refs: 4, weak refs: 0\n\n';
    const asked: string[] = [];
    const transport = scriptedTransport({
      files: machine(listenerUp),
      sockets: {
        [socket]: (request) => {
          const words = text(request);
          asked.push(/dump_to_file|threaddump|getversion/.exec(words)?.[0] ?? words);
          if (words.includes('getversion')) return '-1\nOperation getversion not recognized!';
          return words.includes('threaddump') ? `0\n${print}` : '1\ndeclined\n';
        },
      },
      onCreate: () => undefined,
      onSignal: () => undefined,
    });
    const { collected } = await collectDumps(threadDump, processProbe, contextOn(transport), {
      dumps: 2,
      intervalMs: 1,
      beside: { probe: virtualThreads, wanted: hintsAtVirtualThreads },
    });
    expect(collected.filter(({ kind }) => kind === 'thread-dump')).toHaveLength(2);
    expect(asked).toEqual(['getversion', 'threaddump', 'dump_to_file', 'getversion', 'threaddump']);
  });
});
