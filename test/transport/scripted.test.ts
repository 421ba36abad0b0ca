import { describe, expect, it } from 'vitest';
import { scriptedTransport } from '../../src/transport/scripted.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a scripted place', () => {
  it('stalls until the limit, cuts, denies, is gone, is slow', async () => {
    const place = scriptedTransport({
      files: {
        '/a/stalls': { stalls: true },
        '/a/cut': { content: 'abcdef', cutAfterBytes: 3 },
        '/a/denied': { fails: 'denied' },
        '/a/gone': { fails: 'gone' },
        '/a/slow': { content: 'late', delayMs: 5 },
      },
    });
    await expect(place.readFile('/a/stalls', { timeoutMs: 5 })).rejects.toMatchObject({ code: 'timed-out' });
    await expect(place.readFile('/a/stalls', { signal: AbortSignal.timeout(5) })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(text(await place.readFile('/a/cut'))).toBe('abc');
    expect(await place.readFiles(['/a/denied', '/a/gone', '/a/none'])).toMatchObject([
      { code: 'denied' },
      { code: 'gone' },
      { code: 'not-found' },
    ]);
    expect(text(await place.readFile('/a/slow'))).toBe('late');
    await expect(place.readFile('/a/slow', { timeoutMs: 1 })).rejects.toMatchObject({ code: 'timed-out' });
  });

  it('has only the capabilities it was given', () => {
    const { unixSocket, signal, createEmpty } = scriptedTransport({});
    expect([unixSocket, signal, createEmpty]).toEqual([undefined, undefined, undefined]);
  });

  it('lists folders from its paths and writes down every call', async () => {
    const place = scriptedTransport({
      files: { '/p/1/stat': 'x', '/p/1/fd/0': { link: 'pipe:[1]' }, '/p/22/stat': 'y' },
    });
    expect(await place.listDir('/p')).toEqual(['1', '22']);
    await expect(place.listDir('/q')).rejects.toMatchObject({ code: 'not-found' });
    expect(await place.readLinks(['/p/1/fd/0'])).toEqual(['pipe:[1]']);
    expect((await place.stat('/p/1')).kind).toBe('directory');
    expect(place.calls).toEqual(['read the link /p/1/fd/0']);
  });
});
