import { describe, expect, it } from 'vitest';
import type { HttpPlace } from '../../src/model/pod-api.ts';
import type { Probe } from '../../src/model/probe.ts';
import { type Transport, TransportError } from '../../src/model/transport.ts';
import { actuator } from '../../src/probe/actuator/rung.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, machine } from './support/scene.ts';

const probe: Probe = { kind: 'thread-dump', title: 'Thread dump', rungs: [actuator] };
const dump = '{"threads":[{"threadName":"main","threadId":1,"threadState":"RUNNABLE","stackTrace":[]}]}';

type Answers = Readonly<Record<string, { readonly status?: number; readonly body: string } | 'silent'>>;

/** A JVM in a pod: what its settings and probes say, and who answers at `PORT PATH`. */
const run = async (
  answers: Answers,
  { cmdline = 'java\0-jar\0app.jar\0', environ = '', http = [] as readonly HttpPlace[] },
) => {
  const asked: string[] = [];
  const scripted = scriptedTransport({
    files: { ...machine(), '/proc/100/cmdline': cmdline, '/proc/100/environ': environ },
  });
  const transport: Transport = {
    ...scripted,
    http,
    httpGet: async ({ port, path, https }, limits) => {
      expect(limits?.timeoutMs).toBe(2000);
      const place = `${port} ${path}${https ? ' https' : ''}`;
      asked.push(place);
      const answer = answers[place];
      if (answer === undefined || answer === 'silent') throw new TransportError('failed', `${place} gives no answer`);
      return { status: answer.status ?? 200, body: new TextEncoder().encode(answer.body) };
    },
  };
  const { attempts, collected, journal } = await climb(probe, contextOn(transport));
  return { asked, collected, journal, reason: attempts[0]?.reason, status: attempts[0]?.status };
};

describe('Actuator', () => {
  it('is asked where the kubelet probes its health, at that port and below that path', async () => {
    const http = [{ port: 9090, path: '/manage/actuator/health/liveness' }, { port: 8080 }];
    const { collected, asked, journal } = await run({ '9090 /manage/actuator/threaddump': { body: dump } }, { http });
    expect(asked).toEqual(['9090 /manage/actuator/threaddump']);
    expect(collected).toMatchObject({ kind: 'thread-dump', how: 'actuator', ext: 'json', outcome: 'ok' });
    expect(new TextDecoder().decode(collected?.bytes)).toBe(dump);
    expect(journal).toMatchObject([
      { action: 'GET /manage/actuator/threaddump of port 9090', cost: 'safepoint', leaves: 'nothing' },
    ]);
  });

  it.each<[string, { cmdline?: string; environ?: string; http?: readonly HttpPlace[] }, string]>([
    ['an argument', { cmdline: 'java\0-jar\0a.jar\0--management.server.port=9001\0' }, '9001 /actuator/threaddump'],
    ['a property', { cmdline: 'java\0-Dserver.port=8081\0-jar\0a.jar\0' }, '8081 /actuator/threaddump'],
    ['the environment', { environ: 'A=1\0MANAGEMENT_SERVER_PORT=9002\0SERVER_PORT=1\0' }, '9002 /actuator/threaddump'],
    [
      'a path of its own',
      { environ: 'SERVER_PORT=80\0MANAGEMENT_ENDPOINTS_WEB_BASE_PATH=/ops/\0' },
      '80 /ops/threaddump',
    ],
    ['the ports of the container', { http: [{ port: 8443, https: true }] }, '8443 /actuator/threaddump https'],
  ])('is found by %s', async (_title, place, expected) => {
    const { asked, collected } = await run({ [expected]: { body: dump } }, place);
    expect(asked).toEqual([expected]);
    expect(collected?.outcome).toBe('ok');
  });

  it('is not asked when nothing tells of a port, and nothing but its thread dump ever', async () => {
    const { asked, status, reason } = await run({}, {});
    expect([asked, status]).toEqual([[], 'refused']);
    expect(reason).toContain('no port of Actuator is known');
  });

  it('is left after four places, each with its reason', async () => {
    const http = [1, 2, 3, 4, 5].map((port) => ({ port }));
    const answers: Answers = {
      '1 /actuator/threaddump': { status: 404, body: '{"status":404}' },
      '2 /actuator/threaddump': { status: 200, body: '<html>login</html>' },
      '3 /actuator/threaddump': { status: 200, body: dump.slice(0, 40) },
      '4 /actuator/threaddump': 'silent',
    };
    const { asked, status, reason } = await run(answers, { http });
    expect(asked).toHaveLength(4);
    expect(status).toBe('failed');
    expect(reason).toContain('port 1 /actuator/threaddump: HTTP 404, 14 bytes, no thread dump');
    expect(reason).toContain('port 2 /actuator/threaddump: HTTP 200, 18 bytes, no thread dump');
    expect(reason).toContain('port 3 /actuator/threaddump: HTTP 200, 40 bytes, no thread dump');
    expect(reason).toContain('gives no answer');
  });

  it('counts as the walk over the heap that Spring makes of it', async () => {
    const transport = {
      ...scriptedTransport({ files: machine() }),
      httpGet: async () => ({ status: 200, body: new Uint8Array() }),
    };
    const pause = await actuator.estimatedPauseMs?.({ ...contextOn(transport), previous: [], note: () => undefined });
    // 1 GiB resident at 600 ms for each.
    expect(pause).toBeGreaterThan(500);
  });
});
