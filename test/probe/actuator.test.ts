import { describe, expect, it } from 'vitest';
import type { Probe } from '../../src/model/probe.ts';
import { type HttpPlace, type Transport, TransportError } from '../../src/model/transport.ts';
import { actuator } from '../../src/probe/actuator/rung.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import metricsProbe from '../../src/probe/metrics.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, machine } from './support/scene.ts';

const dumpProbe: Probe = { kind: 'thread-dump', title: 'Thread dump', rungs: [actuator] };
const dump = '{"threads":[{"threadName":"main","threadId":1,"threadState":"RUNNABLE","stackTrace":[]}]}';

type Answers = Readonly<Record<string, { readonly status?: number; readonly body: string } | 'silent'>>;

type Scene = {
  readonly cmdline?: string;
  readonly environ?: string;
  readonly http?: readonly HttpPlace[];
  readonly probe?: Probe;
  readonly files?: Files;
  /** Not in a container. */
  readonly local?: true;
};

/** A JVM: what its settings and probes say, and who answers at `PORT PATH`. */
const run = async (
  answers: Answers,
  { cmdline = 'java\0-jar\0app.jar\0', environ = '', http = [], probe = dumpProbe, files = {}, local }: Scene,
) => {
  const asked: string[] = [];
  const scripted = scriptedTransport({
    files: { ...machine(), '/proc/100/cmdline': cmdline, '/proc/100/environ': environ, ...files },
  });
  const transport: Transport = {
    ...scripted,
    ...(local ? {} : { insideLimits: true }),
    http,
    httpGet: async ({ port, path, https }, limits) => {
      expect(limits?.timeoutMs).toBe(2000);
      const place = `${port} ${path}${https ? ' https' : ''}`;
      asked.push(place);
      const answer = answers[place];
      if (answer === 'silent') throw new TransportError('timed-out', `${place} gives no answer in 2 s`);
      if (answer === undefined) throw new TransportError('failed', `${place} gives no answer`);
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

  it.each<[string, Scene, string]>([
    ['an argument', { cmdline: 'java\0-jar\0a.jar\0--management.server.port=9001\0' }, '9001 /actuator/threaddump'],
    ['a property', { cmdline: 'java\0-Dserver.port=8081\0-jar\0a.jar\0' }, '8081 /actuator/threaddump'],
    ['the environment', { environ: 'A=1\0MANAGEMENT_SERVER_PORT=9002\0SERVER_PORT=1\0' }, '9002 /actuator/threaddump'],
    [
      'a path of its own',
      { environ: 'SERVER_PORT=80\0MANAGEMENT_ENDPOINTS_WEB_BASE_PATH=/ops/\0' },
      '80 /ops/threaddump',
    ],
    [
      'a context path of the application',
      { cmdline: 'java\0--server.port=81\0--server.servlet.context-path=/shop\0' },
      '81 /shop/actuator/threaddump',
    ],
    [
      'a base path of its own port',
      { environ: 'MANAGEMENT_SERVER_PORT=9\0MANAGEMENT_SERVER_BASEPATH=/m\0SERVER_SERVLET_CONTEXTPATH=/no\0' },
      '9 /m/actuator/threaddump',
    ],
    [
      'options for every java',
      { environ: 'JAVA_TOOL_OPTIONS=-Xmx1g -Dserver.port=8089 -Da=b\0' },
      '8089 /actuator/threaddump',
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
    expect(reason).toContain('port 1 /actuator/threaddump: HTTP 404: there is no such endpoint');
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

  it('is not asked at a second path of a port that says nothing', async () => {
    const http = [
      { port: 8080, path: '/a/health' },
      { port: 8080, path: '/b/health' },
    ];
    const { asked, reason } = await run({ '8080 /a/threaddump': 'silent' }, { http });
    expect(asked).toEqual(['8080 /a/threaddump']);
    expect(reason).toContain('gives no answer in 2 s');
  });
});

const row = (port: number, state: string, inode: number): string =>
  `   0: 0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1001        0 ${inode} 1 0 100 0 0 10 0\n`;
const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

describe('the ports of a JVM on this machine', () => {
  const network: Files = {
    '/proc/100/ns/net': { link: 'net:[1]' },
    '/proc/self/ns/net': { link: 'net:[1]' },
    '/proc/100/fd/5': { link: 'socket:[777]' },
    '/proc/100/net/tcp': `${head}${row(9000, '0A', 777)}${row(8080, '0A', 888)}${row(7000, '01', 777)}`,
    '/proc/100/net/tcp6': head,
  };
  const at = (port: number): Scene => ({ cmdline: `java\0--server.port=${port}\0`, local: true, files: network });
  const answers: Answers = Object.fromEntries(
    [9000, 8080, 7000].map((port) => [`${port} /actuator/threaddump`, { body: dump }]),
  );

  it('are asked where the process itself listens', async () => {
    expect((await run(answers, at(9000))).asked).toEqual(['9000 /actuator/threaddump']);
  });

  it.each([
    ['another process listens there', at(8080)],
    ['nobody listens there', at(7000)],
    ['nothing names a port, and the usual one is of another process', { local: true, files: network } as Scene],
    [
      'the process has a network of its own',
      { ...at(9000), files: { ...network, '/proc/100/ns/net': { link: 'net:[2]' } } } as Scene,
    ],
  ])('are left alone where %s', async (_title, scene) => {
    const { asked, status } = await run(answers, scene);
    expect([asked, status]).toEqual([[], 'not-needed']);
  });

  it('are tried at the usual one where that is its own', async () => {
    const files = { ...network, '/proc/100/net/tcp': head, '/proc/100/net/tcp6': `${head}${row(8080, '0A', 777)}` };
    expect((await run(answers, { local: true, files })).asked).toEqual(['8080 /actuator/threaddump']);
  });
});

describe('the metrics of an application', () => {
  const text = '# HELP hikaricp_connections_max Max connections\nhikaricp_connections_max{pool="p"} 10.0\n';
  const http = [{ port: 8080 }];
  const ask = (answers: Answers, scene: Scene = {}) => run(answers, { http, probe: metricsProbe, ...scene });

  it('come from Actuator, cost the JVM nothing and leave nothing', async () => {
    const { collected, journal } = await ask({ '8080 /actuator/prometheus': { body: text } });
    expect(collected).toMatchObject({ kind: 'metrics', how: 'actuator-metrics', outcome: 'ok', cost: 'none' });
    expect(new TextDecoder().decode(collected?.bytes)).toBe(text);
    expect(journal).toMatchObject([
      { action: 'GET /actuator/prometheus of port 8080', cost: 'none', leaves: 'nothing' },
    ]);
  });

  it('come from where the annotations send Prometheus, before anything else', async () => {
    const annotated = [...http, { port: 9404, path: '/m', metrics: true as const }];
    const { asked } = await ask({ '9404 /m': { body: text } }, { http: annotated });
    expect(asked).toEqual(['9404 /m']);
    const silent = await ask({ '8080 /actuator/prometheus': { body: text } }, { http: annotated });
    expect(silent.asked).toEqual(['9404 /m', '8080 /actuator/prometheus']);
    expect(silent.collected?.outcome).toBe('ok');
  });

  it.each<[string, Answers[string], string]>([
    ['asks for a login', { status: 401, body: '' }, 'HTTP 401: it asks for a login'],
    ['is forbidden', { status: 403, body: '' }, 'HTTP 403: it is forbidden'],
    ['is not there', { status: 404, body: '{}' }, 'HTTP 404: there is no such endpoint'],
    ['fails', { status: 500, body: 'x' }, 'HTTP 500, 1 bytes, no metrics'],
    ['is a login page', { status: 200, body: '<html>' }, 'HTTP 200, 6 bytes, no metrics'],
    ['is slow', 'silent', 'gives no answer in 2 s'],
  ])('say why there are none where the endpoint %s', async (_title, answer, expected) => {
    const { collected, reason, status } = await ask({ '8080 /actuator/prometheus': answer });
    expect([collected, status]).toEqual([undefined, 'failed']);
    expect(reason).toContain(expected);
  });

  it('are not taken of another JVM that answers at the port', async () => {
    // The process of the scene started at 1700000050.
    const of = (start: string): Answers => ({
      '8080 /actuator/prometheus': { body: `${text}process_start_time_seconds ${start}\n` },
    });
    expect((await ask(of('1.700000051E9'))).collected?.outcome).toBe('ok');
    const { collected, reason } = await ask(of('1.700000111E9'));
    expect(collected).toBeUndefined();
    expect(reason).toContain('metrics of another JVM, started at 2023-11-14T22:15:11.000Z');
  });
});
