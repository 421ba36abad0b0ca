import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { historyOf } from '../../src/app/prometheus.ts';

const minute = 60;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Answers as Prometheus does, of a JVM that began so many minutes ago. */
const prometheus = async (begunMinutesAgo: number, status = 200) => {
  const asked: { readonly step: number; readonly spanMinutes: number; readonly authorization: string | undefined }[] =
    [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const [from, to, step] = ['start', 'end', 'step'].map((name) => Number(searchParams.get(name))) as [
      number,
      number,
      number,
    ];
    asked.push({ step, spanMinutes: (to - from) / minute, authorization: request.headers.authorization });
    const first = Math.max(from, to - begunMinutesAgo * minute);
    const values = Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, i) => [first + i * step, '1']);
    const result = [{ metric: { __name__: 'jvm_memory_used_bytes', id: 'G1 Old Gen' }, values }];
    response.writeHead(status).end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  closing.push(() => server.close());
  return { asked, port: (server.address() as AddressInfo).port };
};

const { signal } = new AbortController();

describe('the history of a JVM from Prometheus', () => {
  it('is twelve hours at a point a minute', async () => {
    const { asked, port } = await prometheus(13 * 60);
    const { target, remove } = await historyOf(`http://127.0.0.1:${port}`, signal);
    expect(asked).toMatchObject([{ step: 60, spanMinutes: 720 }]);
    expect(target).toMatchObject({ kind: 'path', shown: `http://127.0.0.1:${port}` });
    await remove();
    expect(existsSync(target.kind === 'path' ? target.path : '')).toBe(false);
  });

  it('is asked for again, with closer points, where the JVM began minutes ago', async () => {
    const { asked, port } = await prometheus(12);
    const { target, remove } = await historyOf(`http://127.0.0.1:${port}`, signal);
    expect(asked.map(({ step }) => step)).toEqual([60, 2]);
    expect(asked[1]?.spanMinutes).toBeCloseTo(13, 0);
    const kept = JSON.parse(readFileSync(target.kind === 'path' ? target.path : '', 'utf8'));
    expect(kept.data.result[0].values.length).toBeGreaterThan(300);
    await remove();
  });

  it('is asked for once where the address is a question already', async () => {
    const { asked, port } = await prometheus(12);
    const own = `http://127.0.0.1:${port}/api/v1/query_range?query=x&start=0&end=600&step=60`;
    await (await historyOf(own, signal)).remove();
    expect(asked).toMatchObject([{ step: 60, spanMinutes: 10 }]);
  });

  it('is asked for with the name and password of the address, which no report shows', async () => {
    const { asked, port } = await prometheus(13 * 60);
    const { target, remove } = await historyOf(`http://reader:s%40cret@127.0.0.1:${port}`, signal);
    expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('reader:s@cret').toString('base64')}`);
    expect(target).toMatchObject({ shown: `http://127.0.0.1:${port}` });
    await remove();
  });

  it('that cannot be had is an error in words, without the password', async () => {
    const { port } = await prometheus(1, 503);
    await expect(historyOf(`http://reader:secret@127.0.0.1:${port}`, signal)).rejects.toThrow(
      `http://127.0.0.1:${port}/api/v1/query_range answered 503`,
    );
  });
});
