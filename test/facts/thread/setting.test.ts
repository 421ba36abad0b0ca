import { expect, it } from 'vitest';
import { settingOf } from '../../../src/facts/thread/setting.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import type { PodContainerEvidence, PodEvidence } from '../../../src/model/pod-evidence.ts';

const hikari = ['spring.datasource.hikari.maximum-pool-size', 'spring.datasource.hikari.maximumPoolSize'];

const evidence = (sizes: Readonly<Record<string, number>>, cmdline: readonly string[] = ['java']): Evidence => {
  const container: PodContainerEvidence = {
    name: 'app',
    image: 'api:1',
    command: [],
    javaOptions: {},
    sizes,
    readOnlyRoot: false,
    probes: [],
    mounts: [],
    state: 'running',
    ready: true,
    source: { artifact: 'a', pointer: '' },
  };
  const pod = { containers: [container] } as unknown as PodEvidence;
  const process = { snapshots: [{ takenAtMs: 1, pid: 1, cmdline }] } as unknown as NonNullable<
    Evidence['models']['process']
  >;
  return { models: { pod, process }, partial: {}, failed: {} };
};

it('a variable of the container sets it, in each spelling Spring Boot and Quarkus take', () => {
  for (const name of ['SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE', 'SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE'])
    expect(settingOf(evidence({ [name]: 8 }), hikari)).toEqual({ value: 8, from: name });
  expect(
    settingOf(evidence({ QUARKUS_DATASOURCE_JDBC_MAX_SIZE: 12 }), ['quarkus.datasource.jdbc.max-size'])?.value,
  ).toBe(12);
});

it('the command line is over the environment', () => {
  const line = ['java', '-Dspring.datasource.hikari.maximum-pool-size=5', '-jar', 'a.jar'];
  const both = evidence({ SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE: 8 }, line);
  expect(settingOf(both, hikari)).toEqual({ value: 5, from: hikari[0] });
});

it('is unknown where neither says so', () => {
  expect(settingOf(evidence({ SPRING_REDIS_JEDIS_POOL_MAX_ACTIVE: 3 }), hikari)).toBeUndefined();
  expect(settingOf({ models: {}, partial: {}, failed: {} }, hikari)).toBeUndefined();
});
