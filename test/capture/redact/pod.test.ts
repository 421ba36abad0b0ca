import { expect, test } from 'vitest';
import { redactPod } from '../../../src/capture/redact/pod.ts';

const redacted = (pod: object) => JSON.parse(redactPod(JSON.stringify(pod)) ?? '');

test('values of the environment go, whatever they are called; options of the JVM stay without their secrets', () => {
  const env = [
    { name: 'ORDERS_DB', value: 'hunter2' },
    { name: 'JAVA_TOOL_OPTIONS', value: '-Xmx512m -Ddb.password=hunter2 -XX:+UseG1GC' },
    { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ];
  const text = JSON.stringify(redacted({ kind: 'List', items: [{ kind: 'Pod', spec: { containers: [{ env }] } }] }));
  expect(text).not.toContain('hunter2');
  expect(text).toContain('-Xmx512m -Ddb.password=[redacted] -XX:+UseG1GC');
  expect(text).toContain('"name":"ORDERS_DB"');
  expect(text).toContain('secretKeyRef');
});

test("kubectl's copy of the object, headers of probes and arguments hold secrets, too", () => {
  const pod = {
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"env":[{"value":"hunter2"}]}' } },
    spec: {
      containers: [
        {
          command: ['java', '--password', 'hunter2', '-Dapi.key=hunter2', '-Xmx1g'],
          livenessProbe: { httpGet: { httpHeaders: [{ name: 'Authorization', value: 'Basic hunter2' }] } },
        },
      ],
    },
    status: { message: 'failed: password=hunter2' },
  };
  const text = JSON.stringify(redacted(pod));
  expect(text).not.toContain('hunter2');
  expect(text).toContain('-Xmx1g');
});

test('what is no JSON is left to the text rules', () => {
  expect(redactPod('{"env":[')).toBeUndefined();
});

test('keeps numbers that size a pool, and no other value of the environment', () => {
  const env = [
    { name: 'SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE', value: '8' },
    { name: 'SPRING_DATASOURCE_PASSWORD', value: '123456' },
    { name: 'SERVER_TOMCAT_THREADS_MAX', value: 'swordfish' },
    { name: 'PIN_MAX', value: '4711' },
  ];
  expect(
    redacted({ spec: { containers: [{ env }] } }).spec.containers[0].env.map(({ value }: { value: string }) => value),
  ).toEqual(['8', '[redacted]', '[redacted]', '[redacted]']);
});
