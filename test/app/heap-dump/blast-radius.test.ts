import { describe, expect, it } from 'vitest';
import { blastRadius, type Circumstances } from '../../../src/app/heap-dump/blast-radius.ts';
import type { PodLimits } from '../../../src/app/heap-dump/pod-limits.ts';
import { radiusLines } from '../../../src/app/heap-dump/table.ts';
import type { Risk } from '../../../src/model/blast-radius.ts';

const gigabyte = 1024 ** 3;
const pod: PodLimits = {
  namespace: 'shop',
  name: 'appr-api-prd-6d5-2pb8c',
  memoryMounts: [],
  persistentMounts: [],
  sizeLimits: {},
  replicas: { ready: 3, wanted: 3 },
  selector: { label: 'app', value: 'appr-api' },
};
const calm: Circumstances = {
  heapUsedBytes: gigabyte,
  heapMaxBytes: 2 * gigabyte,
  cpuCores: 4,
  memoryLeftBytes: gigabyte,
  pod,
  place: { folder: '/tmp', mountPoint: '/', freeBytes: 20 * gigabyte, memory: false, persistent: false },
};
const dump = { action: 'heap-dump', live: false, gzip: false } as const;
const radius = (more: Partial<Circumstances> = {}, undertaking: Partial<typeof dump> = {}) =>
  blastRadius({ ...calm, ...more }, { ...dump, ...undertaking });
const risk = (id: Risk['id'], more: Partial<Circumstances> = {}): Risk | undefined =>
  radius(more).risks.find((each) => each.id === id);

describe('before a heap dump', () => {
  it('of a calm JVM only its pause is a warning', () => {
    const { risks } = radius();
    expect(risks.filter(({ level }) => level !== 'ok').map(({ id }) => id)).toEqual(['pause']);
  });

  it('the pause comes from the heap, and is longer with less CPU or a full collection first', () => {
    expect(radius().pauseMs).toEqual([4000, 12_000]);
    expect(radius({ cpuCores: 0.5 }).pauseMs).toEqual([16_000, 48_000]);
    expect(radius({}, { live: true as never }).pauseMs).toEqual([6000, 22_000]);
    expect(radius({ heapUsedBytes: undefined as never }).pauseMs).toBeNull();
  });

  it('a liveness probe that kills before the end stops it, one that may is a warning', () => {
    const budget = (livenessBudgetMs: number) => risk('liveness', { pod: { ...pod, livenessBudgetMs } });
    expect(budget(3000)).toMatchObject({
      level: 'stop',
      text: expect.stringContaining('kills the container after 3.0 s'),
    });
    expect(budget(8000)?.level).toBe('warning');
    expect(budget(60_000)?.level).toBe('ok');
    expect(risk('liveness')).toBeUndefined();
  });

  it.each<[string, Partial<Circumstances>, Risk['id'], Risk['level']]>([
    ['a disk too small', { place: { ...calm.place, freeBytes: gigabyte } as never }, 'disk', 'stop'],
    ['a disk that it half fills', { place: { ...calm.place, freeBytes: 2 * gigabyte } as never }, 'disk', 'warning'],
    ['no folder', { place: { refused: 'no folder' } }, 'disk', 'stop'],
    ['an emptyDir with a size limit', { pod: { ...pod, sizeLimits: { '/': gigabyte } } }, 'disk', 'stop'],
    ['an ephemeral-storage limit', { pod: { ...pod, ephemeralLimitBytes: gigabyte } }, 'ephemeral-storage', 'stop'],
    [
      'a roomy ephemeral-storage limit',
      { pod: { ...pod, ephemeralLimitBytes: 9 * gigabyte } },
      'ephemeral-storage',
      'ok',
    ],
    ['hardly any memory left', { memoryLeftBytes: 1024 }, 'memory', 'stop'],
    ['a memory limit nobody knows', { memoryLeftBytes: undefined as never }, 'memory', 'unknown'],
    ['the only replica', { pod: { ...pod, replicas: { ready: 1, wanted: 1 } } }, 'replicas', 'warning'],
    [
      'a cluster that does not say',
      { pod: undefined as never, podUnknown: 'pods is forbidden' },
      'replicas',
      'unknown',
    ],
    ['an older dump', { existing: [{ path: '/tmp/java_pid1.hprof', bytes: 5 }] }, 'existing-dumps', 'warning'],
    ['half a core', { cpuCores: 0.5 }, 'cpu-limit', 'warning'],
  ])('%s', (_, more, id, level) => {
    expect(risk(id, more)?.level).toBe(level);
  });

  it('a folder in memory counts against the memory limit, not against the disk of the node', () => {
    const { risks } = radius({
      place: { folder: '/dev/shm', mountPoint: '/dev/shm', freeBytes: 20 * gigabyte, memory: true, persistent: false },
      pod: { ...pod, ephemeralLimitBytes: gigabyte },
      memoryLeftBytes: gigabyte / 2,
    });
    expect(risks.find(({ text }) => text.includes('/dev/shm is memory'))?.level).toBe('stop');
    expect(risks.some(({ id }) => id === 'ephemeral-storage')).toBe(false);
  });

  it('says how to take the pod out of its Service', () => {
    expect(radius().isolate).toBe('kubectl -n shop label pod appr-api-prd-6d5-2pb8c app=appr-api-examined --overwrite');
    expect(radiusLines(radius(), 'pod/x').at(-1)).toContain('label pod');
  });

  it('shows a hostile path without its control characters', () => {
    const lines = radiusLines(radius({ existing: [{ path: '/tmp/\u001b[2J.hprof', bytes: 5 }] }), 'pod/x').join('\n');
    expect(lines).not.toContain('\u001b');
  });
});
