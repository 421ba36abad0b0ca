import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/pod-yaml.ts';
import { head, read, readCut, readOne } from './read.ts';

const whole = `apiVersion: v1
kind: Pod
metadata:
  name: api-1
  namespace: shop
  creationTimestamp: "2023-11-13T02:46:11Z"
spec:
  containers:
  - name: app
    image: api:1
    resources:
      limits:
        memory: 512Mi
    livenessProbe:
      httpGet: {path: /health, port: 8080}
      periodSeconds: 5
status:
  phase: Running
  containerStatuses:
  - name: app
    ready: false
    restartCount: 8
    lastState:
      terminated:
        exitCode: 137
        reason: OOMKilled
        finishedAt: "2023-11-13T03:02:00Z"
    state:
      waiting:
        reason: CrashLoopBackOff
`;

describe('kubectl get pod -o yaml', () => {
  it('is the same as its JSON', async () => {
    expect(format.recognise(head(whole))).toBe('certain');
    const { piece, reading } = await readOne(format, whole);
    expect(reading.cut).toBeUndefined();
    expect(piece).toMatchObject({
      name: 'api-1',
      namespace: 'shop',
      takenAtMs: Date.parse('2023-11-13T03:02:00Z'),
      containers: [
        {
          name: 'app',
          memoryLimitBytes: 512 * 2 ** 20,
          restartCount: 8,
          reason: 'CrashLoopBackOff',
          lastEnd: { reason: 'OOMKilled', exitCode: 137 },
          probes: [{ what: 'GET :8080/health', periodMs: 5000 }],
        },
      ],
    });
  });

  it('a manifest has no status: it is nothing of a pod that runs', async () => {
    await expect(read(format, whole.slice(0, whole.indexOf('status:')))).rejects.toBeInstanceOf(ParseError);
  });

  it('cut anywhere it is less, never an error of another kind', async () => {
    for (const { read: reading } of await readCut(format, whole, 40))
      if (reading) expect(reading.pieces).toHaveLength(1);
  });

  it('aliases that would grow are refused', async () => {
    const bomb = `a: &a [x]\nb: &b [*a, *a]\nlastState:\n  terminated: {reason: OOMKilled, exitCode: *b}\n`;
    await expect(read(format, bomb)).rejects.toBeInstanceOf(ParseError);
  });
});

describe('a part of it, as it is pasted', () => {
  it.each([
    ['of the status', whole.slice(whole.indexOf('  containerStatuses')), 'app'],
    [
      'in a fence',
      `it died:\n\n\`\`\`yaml\n${whole.slice(whole.indexOf('    lastState'), whole.indexOf('    state:'))}\`\`\`\n`,
      '?',
    ],
    [
      'of the JSON',
      '"lastState": {\n  "terminated": {\n    "exitCode": 137,\n    "reason": "OOMKilled"\n  }\n},\n',
      '?',
    ],
    ['of docker inspect', '"State": {\n  "Running": false,\n  "OOMKilled": true,\n  "ExitCode": 137\n},\n', '?'],
  ])('%s', async (_, text, name) => {
    expect(format.recognise(head(text))).toBe('certain');
    const { piece, reading } = await readOne(format, text);
    expect(reading.cut).toContain('part of a pod');
    const [container] = piece.containers;
    expect(container).toMatchObject({ name });
    expect(container?.lastEnd ?? container?.end).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  });
});
