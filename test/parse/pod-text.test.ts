import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import { eventLine } from '../../src/parse/pod-text/event-line.ts';
import format from '../../src/parse/pod-text.ts';
import { head, read, readCut, readOne } from './read.ts';

const described = `Name:             api-6d565fdcfd-2pb8c
Namespace:        shop
Node:             node-7/10.0.0.7
Start Time:       Mon, 13 Nov 2023 03:46:11 +0100
Labels:           app=api
                  pod-template-hash=6d565fdcfd
Annotations:      <none>
Status:           Running
IP:               10.1.1.1
IPs:
  IP:           10.1.1.1
Controlled By:  ReplicaSet/api-6d565fdcfd
Init Containers:
  migrate:
    Image:          api:1
    State:          Terminated
      Reason:       Completed
      Exit Code:    0
    Ready:          True
    Restart Count:  0
Containers:
  app:
    Container ID:  containerd://c91d6a2b
    Image:         api:1
    Command:
      java
      -Dlimits: none
    Args:
      -Xmx600m
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
      Started:      Mon, 13 Nov 2023 04:01:00 +0100
      Finished:     Mon, 13 Nov 2023 04:02:00 +0100
    Ready:          False
    Restart Count:  5
    Limits:
      cpu:     1
      memory:  512Mi
    Requests:
      cpu:      200m
      memory:   256Mi
    Liveness:   http-get http://:8080/actuator/health delay=60s timeout=2s period=5s #success=1 #failure=4
    Environment:
      JAVA_TOOL_OPTIONS:  -XX:MaxRAMPercentage=75
      DB_HOST:            db
      SERVER_TOMCAT_THREADS_MAX:  40
    Mounts:
      /dumps from dumps (rw)
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-x (ro)
  sidecar:
    State:          Running
      Started:      Mon, 13 Nov 2023 03:46:20 +0100
    Ready:          True
    Restart Count:  0
Conditions:
  Type              Status
  Initialized       True
  Ready             False
Volumes:
  dumps:
    Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
    ClaimName:  dumps
  kube-api-access-x:
    Type:                    Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:  3607
QoS Class:       Burstable
Tolerations:     node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
Events:
  Type     Reason     Age                 From               Message
  ----     ------     ----                ----               -------
  Normal   Scheduled  20m                 default-scheduler  Successfully assigned shop/api-6d565fdcfd-2pb8c to node-7
  Warning  Unhealthy  5m (x3 over 6m)     kubelet            Liveness probe failed: HTTP probe failed with statuscode: 503
  Warning  BackOff    30s (x20 over 10m)  kubelet            Back-off restarting failed container app in pod api-6d565fdcfd-2pb8c_shop(6d1)
`;

const start = Date.parse('2023-11-13T03:46:11+01:00');

describe('kubectl describe pod', () => {
  it('is read like the object of the API: ends, limits, probe, options, mounts, with their lines', async () => {
    const { piece, reading } = await readOne(format, described);
    expect(reading).toMatchObject({ problems: [], recognised: reading.total });
    expect(reading.cut).toBeUndefined();
    expect(piece).toMatchObject({
      name: 'api-6d565fdcfd-2pb8c',
      namespace: 'shop',
      node: 'node-7',
      phase: 'Running',
      createdAtMs: start,
      owner: { kind: 'Deployment', name: 'api' },
      conditions: [
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', status: 'False' },
      ],
    });
    expect(piece.containers.map(({ name }) => name)).toEqual(['app', 'sidecar']);
    expect(piece.containers[0]).toMatchObject({
      image: 'api:1',
      command: ['java', '-Dlimits: none', '-Xmx600m'],
      state: 'waiting',
      reason: 'CrashLoopBackOff',
      restartCount: 5,
      memoryLimitBytes: 512 * 2 ** 20,
      cpuRequestCores: 0.2,
      javaOptions: { JAVA_TOOL_OPTIONS: '-XX:MaxRAMPercentage=75' },
      lastEnd: { reason: 'OOMKilled', exitCode: 137, signal: 9, finishedAtMs: start + 949_000 },
      probes: [
        { kind: 'liveness', what: 'GET :8080/actuator/health', periodMs: 5000, timeoutMs: 2000, failureThreshold: 4 },
      ],
      mounts: [
        { path: '/dumps', volume: 'persistent', readOnly: false },
        { volume: 'projected', readOnly: true },
      ],
      sizes: { SERVER_TOMCAT_THREADS_MAX: 40 },
      source: { line: 22, endLine: 52 },
    });
  });

  it('knows the hour from the age of its own scheduling, and whose probe an event is about', async () => {
    const { piece } = await readOne(format, described);
    expect(piece.takenAtMs).toBe(start + 20 * 60_000);
    expect(piece.events).toMatchObject([
      { reason: 'Scheduled' },
      { reason: 'Unhealthy', container: 'app', count: 3, lastAtMs: piece.takenAtMs - 300_000 },
      { reason: 'BackOff', container: 'app', count: 20, firstAtMs: piece.takenAtMs - 600_000 },
    ]);
  });

  it('of several pods yields each', async () => {
    const { pieces } = await read(format, `${described}\n\n${described.replaceAll('2pb8c', 'zzzzz')}`);
    expect(pieces.map(({ name }) => name)).toEqual(['api-6d565fdcfd-2pb8c', 'api-6d565fdcfd-zzzzz']);
  });

  it('cut anywhere is less, and never whole', async () => {
    for (const { at, read: reading } of await readCut(format, described, 40))
      if (reading !== undefined && at < described.indexOf('Events:')) expect(reading.cut).toContain('part of');
  });

  it('never throws anything but ParseError, wherever it is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(described.length), fc.string({ maxLength: 5 }), async (at, noise) => {
        const text = described.slice(0, at) + noise + described.slice(at + 3 * noise.length);
        await read(format, text).catch((error: unknown) => expect(error).toBeInstanceOf(ParseError));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a part of a description, as it is pasted', () => {
  it.each([
    ['three lines', '   Last State:    Terminated\n     Reason:      OOMKilled\n     Exit Code:   137\n'],
    ['no indentation', 'Last State: Terminated\nReason: OOMKilled\nExit Code: 137\n'],
    ['no line of its state', 'Reason:       OOMKilled\nExit Code:    137\n'],
    [
      'quoted in a mail',
      '>     Last State:     Terminated\n>       Reason:       OOMKilled\n>       Exit Code:    137\n',
    ],
    ['servers until 1.3', '    Last Termination State:\tTerminated\n      Reason:\tOOMKilled\n      Exit Code:\t137\n'],
    ['with CRLF', 'Last State: Terminated\r\n  Reason: OOMKilled\r\n  Exit Code: 137\r\n'],
  ])('%s: its end is known, the rest is not', async (_, text) => {
    expect(format.recognise(head(text))).toBe('certain');
    const { piece, reading } = await readOne(format, text);
    expect(piece.containers).toMatchObject([{ name: '?', lastEnd: { reason: 'OOMKilled', exitCode: 137 } }]);
    expect(piece.containers[0]?.restartCount).toBeUndefined();
    expect(piece.clockUnknown).toBe(true);
    expect(reading.cut).toContain('part of');
  });

  it('has the name of the container where it is above', async () => {
    const { piece } = await readOne(format, '  app:\n    State: Running\n    Restart Count: 3\n');
    expect(piece.containers).toMatchObject([{ name: 'app', state: 'running', restartCount: 3 }]);
  });

  it('two containers without names are two pods', async () => {
    const state = '  State: Terminated\n    Reason: OOMKilled\n    Exit Code: 137\n  Restart Count: 5\n';
    expect((await read(format, `with 300Mi\n${state}with 500Mi\n${state}`)).pieces).toHaveLength(2);
  });
});

describe('tables of kubectl', () => {
  it('get pods: states, restarts and when', async () => {
    const { pieces, cut } = await read(
      format,
      `NAMESPACE  NAME   READY  STATUS             RESTARTS      AGE    IP        NODE
shop       api-1  0/1    OOMKilled          4 (57s ago)   2m40s  10.0.0.1  node-1
shop       api-2  0/1    CrashLoopBackOff   21            1h     10.0.0.2  node-1
shop       api-3  0/1    Evicted            0             5d     <none>    node-2
shop       api-4  2/2    Running            3 (5h ago)    80d    10.0.0.4  node-2
`,
    );
    expect(cut).toContain('leave out');
    expect(pieces).toMatchObject([
      { name: 'api-1', node: 'node-1', containers: [{ end: { reason: 'OOMKilled', exitCode: 137 }, restartCount: 4 }] },
      { containers: [{ state: 'waiting', reason: 'CrashLoopBackOff', restartCount: 21 }] },
      { phase: 'Failed', reason: 'Evicted' },
      { containers: [{ state: 'running', ready: true, lastEnd: { finishedAtMs: -5 * 3_600_000 } }] },
    ]);
    expect(pieces[3]?.containers[0]?.lastEnd?.exitCode).toBeUndefined();
  });

  it('get pods -w: how a run ended stands in the row before', async () => {
    const { piece } = await readOne(
      format,
      'NAME READY STATUS RESTARTS AGE\napi-1 1/1 Running 0 5m\napi-1 0/1 OOMKilled 0 6m\napi-1 1/1 Running 1 6m\n',
    );
    expect(piece.containers).toMatchObject([{ state: 'running', restartCount: 1, lastEnd: { reason: 'OOMKilled' } }]);
  });

  it('get events: by pod, with the container the message names', async () => {
    const { pieces } = await read(
      format,
      `LAST SEEN   TYPE      REASON      OBJECT        MESSAGE
2m38s       Normal    Killing     pod/api-1     Container app failed liveness probe, will be restarted
5m          Warning   BackOff     pod/worker-1  Back-off restarting failed container
10m         Normal    Scaled      deployment/api  Scaled up
`,
    );
    expect(pieces).toMatchObject([
      { name: 'api-1', containers: [{ name: 'app', probes: [] }], events: [{ reason: 'Killing', container: 'app' }] },
      { name: 'worker-1', containers: [{ reason: 'CrashLoopBackOff' }] },
    ]);
  });

  it('top pods and get pods of the same pods are one', async () => {
    const { piece } = await readOne(
      format,
      'NAME  READY  STATUS  RESTARTS  AGE\napi-1 1/1 Running 0 5m\n\nNAME   CPU(cores)   MEMORY(bytes)\napi-1  250m  600Mi\n',
    );
    expect(piece.containers[0]?.usage).toEqual({ cpuCores: 0.25, memoryBytes: 600 * 2 ** 20 });
  });

  it.each([
    ['describe', '  Warning  BackOff  2m57s (x4 over 5m)  kubelet, node-1  Back-off restarting failed container', 4],
    ['describe until 1.7', '4m 2m 5 {kubelet node-1} spec.containers{app} Warning BackOff Back-off restarting', 5],
    ['get events', '2m (x3 over 4m) Warning BackOff pod/api-1 Back-off restarting failed container', 3],
    ['get events -A', 'shop 2m Warning BackOff pod/api-1 Back-off restarting failed container', 1],
    [
      'until 1.13',
      '2m 4m 7 api-1.15b4a2 Pod spec.containers{app} Warning BackOff kubelet, node-1 Back-off restarting',
      7,
    ],
  ])('a row of events of %s', (_, row, count) => {
    expect(eventLine(row)).toMatchObject({
      type: 'Warning',
      reason: 'BackOff',
      count,
      message: expect.stringMatching(/^Back-off/),
    });
  });

  it('healthy text is no output of kubectl', () => {
    for (const text of [
      'Name: x\nRestart the server',
      '"main" prio=5\n',
      'num #instances #bytes class name\n',
      'Events: none',
    ])
      expect(format.recognise(head(text))).toBe('no');
  });
});
