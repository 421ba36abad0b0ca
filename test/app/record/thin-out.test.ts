import { join } from 'node:path';
import { expect, it } from 'vitest';
import { thinOut } from '../../../src/app/record/thin-out.ts';
import { openCapture } from '../../../src/capture/writer.ts';
import { run, temporaryFolders } from '../../support/capture.ts';

const newFolder = temporaryFolders();

it('of a pod that starts anew all night the first and the newest JVMs are kept in full, of the others how they ended', async () => {
  const writer = await openCapture(join(await newFolder(), 'capture'), run);
  const thin = thinOut(writer);
  const ids = Array.from({ length: 13 }, (_, index) => `jvm-${index + 1}`);
  for (const id of ids) {
    await writer.addSubject({ id, kind: 'jvm', name: id, target: 'pod/x' });
    for (const kind of ['process', 'thread-dump', 'log', 'pod', 'recording'] as const) {
      await writer.addArtifact(id, {
        kind,
        ext: 'txt',
        how: 'test',
        cost: 'none',
        takenAtMs: 0,
        outcome: 'ok',
        bytes: new TextEncoder().encode('x'),
        problems: [],
      });
    }
    await thin(id);
  }
  const { artifacts } = await writer.close({ endedAt: run.startedAt, complete: true });
  const kindsOf = (id: string) => artifacts.flatMap(({ subject, kind }) => (subject === id ? [kind] : []));
  expect(ids.filter((id) => kindsOf(id).includes('thread-dump'))).toEqual(['jvm-1', ...ids.slice(4)]);
  expect(kindsOf('jvm-2')).toEqual(['pod', 'recording']);
});
