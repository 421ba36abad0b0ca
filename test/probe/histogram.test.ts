import { describe, expect, it } from 'vitest';
import type { ProbeContext } from '../../src/model/probe.ts';
import { histogramProbe } from '../../src/probe/histogram/probe.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import { type Script, scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, listenerUp, machine, statusText } from './support/scene.ts';

const printed =
  ' num     #instances         #bytes  class name (module)\n-------------------------------------------------------\n   1:            30           3000  [B (java.base@17.0.15)\nTotal            30           3000\n';
const socket = '/proc/100/root/tmp/.java_pid100';
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

const run = async (
  live: boolean,
  {
    files = listenerUp,
    answer = `0\n${printed}`,
    version = '-1\nOperation getversion not recognized!',
    ...more
  }: Partial<ProbeContext> & { readonly files?: Files; readonly answer?: string; readonly version?: string } = {},
) => {
  const requests: string[] = [];
  const sockets: Script['sockets'] = {
    [socket]: (request) => {
      requests.push(text(request).replaceAll('\0', '|'));
      return text(request).includes('getversion') ? version : answer;
    },
  };
  const transport = scriptedTransport({ files: machine(files), sockets, onSignal: () => undefined });
  const result = await climb(histogramProbe(live), contextOn(transport, more));
  return {
    ...result,
    requests,
    reasons: result.attempts.map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`)),
  };
};

describe('a histogram with garbage in it', () => {
  it('is asked for without a collection, and says so in its first line', async () => {
    const { collected, requests, reasons, journal } = await run(false, { maxPauseMs: 5000 });
    expect(reasons).toEqual(['used', 'not-needed', 'not-needed', 'not-needed']);
    expect(requests.at(-1)).toBe('1|inspectheap|-all|||');
    expect(collected).toMatchObject({
      kind: 'histogram',
      how: 'attach',
      cost: 'safepoint',
      outcome: 'ok',
      problems: [],
    });
    expect(text(collected?.bytes)).toBe(`# jdiag: GC.class_histogram -all\n${printed}`);
    expect(journal.at(-1)).toMatchObject({ action: 'attach: inspectheap -all', cost: 'safepoint', leaves: 'nothing' });
  });

  it('is buffered by a JVM that would write it inside the safepoint', async () => {
    const { requests } = await run(false, { maxPauseMs: 5000, version: '0\n2 streaming,other\n' });
    expect(requests.at(-1)).toMatch(/^2\|\d+\|inspectheap streaming=0\|-all\|$/);
  });

  it('is refused where the walk over the heap would take longer than allowed', async () => {
    const files = { ...listenerUp, '/proc/100/status': statusText({ VmRSS: `${8 * 1024 * 1024} kB` }) };
    const { reasons, requests, collected } = await run(false, { files });
    expect(reasons[0]).toMatch(/^refused: it would pause the JVM for about 8800 ms, more than --max-pause 1000 ms/);
    expect(requests).toEqual([]);
    expect(collected).toBeUndefined();
  });

  it('that comes cut is partial', async () => {
    const { collected } = await run(false, { maxPauseMs: 5000, answer: `0\n${printed.slice(0, -25)}` });
    expect(collected).toMatchObject({
      outcome: 'partial',
      problems: ['the histogram is cut: its Total line is missing'],
    });
  });

  it('that the JVM declines is not had, and why is said', async () => {
    const { collected, reasons } = await run(false, { maxPauseMs: 5000, answer: '1\nHeap inspection is disabled' });
    expect(collected).toBeUndefined();
    expect(reasons[0]).toBe('failed: the JVM declined inspectheap (status 1): Heap inspection is disabled');
  });
});

describe('a histogram of what is reachable', () => {
  it('is not taken unless the full collection was allowed', async () => {
    const { requests, reasons } = await run(true);
    expect(reasons[0]).toMatch(/^refused: it forces a full collection.*allow it with --allow full-gc$/);
    expect(requests).toEqual([]);
  });

  it('is asked about on a terminal, once its other conditions hold', async () => {
    const asked: string[] = [];
    const { collected } = await run(true, {
      ask: async ({ allowance }) => {
        asked.push(allowance);
        return true;
      },
    });
    expect(asked).toEqual(['full-gc']);
    expect(collected).toMatchObject({ cost: 'full-gc', outcome: 'ok' });
  });

  it('says in its first line that it holds no garbage', async () => {
    const { collected, requests } = await run(true, { allow: new Set(['full-gc']) });
    expect(requests.at(-1)).toBe('1|inspectheap|-live|||');
    expect(text(collected?.bytes)).toMatch(/^# jdiag: GC\.class_histogram\n num/);
  });
});
